"""The net: what is public is changed by a case and by nothing else.

A net, not a wall (issue 6 builds that): it stands in the actions that core's own write actions
end in. What a user (an administrator too) asks for is refused; what the portal's own processes do with `ignore_auth`
(the DataStore flag of a resource, a test's factory) passes.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from .publishing import TOKEN

TYPES = ("dataset", "document")


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
        _refuse(
            tk._("“{title}”已发布，不能直接修改。请新建案卷，经审核后发布修改。").format(
                title=stored.title
            )
        )
    if not tk.asbool(package.get("private", True)):
        _refuse(
            tk._("“{title}”不能直接公开。请新建案卷，经审核后发布。").format(title=stored.title)
        )


def check_bulk(context: Context) -> None:
    """Refuse to publish in bulk."""
    if not _passes(context):
        _refuse(tk._("不能直接批量公开数据集。请新建案卷，经审核后发布。"))


def _passes(context: Context) -> bool:
    return bool(context.get("ignore_auth") or context.get(TOKEN))


def _refuse(sentence: str) -> None:
    raise tk.NotAuthorized(sentence)
