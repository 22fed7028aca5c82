"""No way around: what is public is changed by a case and by nothing else.

Two lines of defence. The *doors* are chained actions that refuse early and say why; auth functions
would not do, for administrators and `ignore_auth` pass by them (ckan-2.12.md 6). The *net* is in
the session: a public package, resource, tag, membership or view, or a department or theme, changed
outside `allowed` makes the commit fail, whoever wrote it: an action with `ignore_auth`, an
administrator, a command, a worker or plain ORM code.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

TYPES = ("dataset", "document", "interpretation")
_reason: ContextVar[str | None] = ContextVar("ankang_review_token", default=None)


@contextmanager
def allowed(reason: str) -> Iterator[None]:
    """The review's token: what is written within this block, and nothing else, may be public.

    `reason` says which rule lets it through: a case by its id, or one of the portal's own processes
    (docs/publishing.md lists them). What waited to be written before the block is written before it.
    """
    _flush()
    token = _reason.set(reason)
    try:
        yield
        _flush()
    finally:
        _reason.reset(token)


def is_allowed() -> bool:
    """Whether this code runs for a case or a named process."""
    return _reason.get() is not None


def as_draft(context: Context, package: dict[str, Any]) -> dict[str, Any]:
    """The package as somebody may create it: private, unless a case brings it."""
    if _passes(context) or package.get("type", "dataset") not in TYPES:
        return package
    return {**package, "private": True}


def check_update(context: Context, package: dict[str, Any]) -> None:
    """Refuse a change of a published package, or one that publishes it."""
    stored = model.Package.get(package.get("id") or package.get("name"))
    if _passes(context) or stored is None or stored.type not in TYPES:
        return
    if not stored.private and stored.state == model.State.ACTIVE:
        refuse(
            tk._("“{title}”已发布，不能直接修改。请新建案卷，经审核后发布修改。").format(
                title=stored.title
            )
        )
    if not tk.asbool(package.get("private", True)):
        refuse(tk._("“{title}”不能直接公开。请新建案卷，经审核后发布。").format(title=stored.title))


def check_bulk(context: Context) -> None:
    """Refuse to publish in bulk."""
    if not _passes(context):
        refuse(tk._("不能直接批量公开数据集。请新建案卷，经审核后发布。"))


def check_table(resource_id: str | None) -> None:
    """Refuse to touch the rows of a public resource: they lie in a database that the net does not see."""
    resource = model.Resource.get(resource_id) if resource_id else None
    if is_allowed() or resource is None:
        return
    package = model.Package.get(resource.package_id)
    if package and not package.private and package.state == model.State.ACTIVE:
        refuse(
            tk._("“{title}”已公开，不能直接改写其数据表。请上传新版本，经审核后发布。").format(
                title=package.title
            )
        )


def refuse(sentence: str) -> None:
    """Say no, in words."""
    raise tk.NotAuthorized(sentence)


def _passes(context: Context) -> bool:
    # What the portal's own processes ask for is judged by the net, which knows machine fields.
    return bool(context.get("ignore_auth")) or is_allowed()


def _flush() -> None:
    if model.Session.registry.has():
        model.Session.flush()
