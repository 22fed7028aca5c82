"""Revisions: what they hold, who holds them, how one is saved.

Every function works in the caller's transaction; who calls it commits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.common import config

from ckanext.ankang.review import gate

from . import conflict, content, locks
from .errors import RevisionConflict
from .model import Revision, RevisionSave

DRAFT, SUBMITTED, RETURNED, PUBLISHED, DROPPED = (
    "draft",
    "submitted",
    "returned",
    "published",
    "dropped",
)
STATES = (DRAFT, SUBMITTED, RETURNED, PUBLISHED, DROPPED)
# What a person may go on writing, and what holds the place of its package's one open revision.
WRITABLE = (DRAFT, RETURNED)
OPEN = (*WRITABLE, SUBMITTED)
TYPES = gate.TYPES
PUBLISH, WITHDRAW = "publish", "withdraw"

Content = dict[str, Any]


def get(revision_id: str) -> Revision | None:
    """The revision of this id, read anew."""
    return model.Session.get(Revision, revision_id, populate_existing=True)


def locked(revision_id: str) -> Revision:
    """The revision, held by this transaction until it ends."""
    found = model.Session.get(Revision, revision_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise missing(revision_id)
    return found


def missing(revision_id: str) -> tk.ObjectNotFound:
    """Says the same of a revision that does not exist and of one that is not for the asker."""
    return tk.ObjectNotFound(
        tk._("没有编号为“{id}”的草稿，或者您无权查看。").format(id=revision_id)
    )


def open_of(package_id: str) -> Revision | None:
    """The one open revision of a package."""
    query = sa.select(Revision).where(Revision.package_id == package_id, Revision.state.in_(OPEN))
    return model.Session.scalar(query.execution_options(populate_existing=True))


def open_named(name_or_id: str) -> Revision | None:
    """The open revision of the package that has this id, or will have this name."""
    named = Revision.content["name"].astext == name_or_id
    query = sa.select(Revision).where(
        sa.or_(Revision.package_id == name_or_id, named), Revision.state.in_(OPEN)
    )
    return model.Session.scalar(query.order_by(Revision.created.desc()).limit(1))


def open_with_resource(resource_id: str) -> Revision | None:
    """The open revision that has a resource of this id."""
    has = Revision.content["resources"].contains([{"id": resource_id}])
    query = sa.select(Revision).where(has, Revision.state.in_(OPEN))
    return model.Session.scalar(query.order_by(Revision.created.desc()).limit(1))


def public_base(package_id: str) -> str | None:
    """The id of the revision that is public now; None where what is public came another way."""
    query = sa.select(Revision.id).where(
        Revision.package_id == package_id, Revision.state == PUBLISHED
    )
    return model.Session.scalar(query.order_by(Revision.published.desc()).limit(1))


def stored_package(name_or_id: str) -> Any:
    """The package's row, unless it was deleted."""
    package = model.Package.get(name_or_id)
    return package if package is not None and package.state != model.State.DELETED else None


def stored_content(package_id: str) -> Content:
    """The content of the package's row as it is now; empty without one."""
    if stored_package(package_id) is None:
        return {}
    shown = tk.get_action("package_show")(
        {"ignore_auth": True, "use_cache": False}, {"id": package_id}
    )
    return content.content_of(shown)


def begin(
    package_id: str, written: Content, person: str, *, kind: str = PUBLISH, base: Content
) -> Revision:
    """Add a revision to the caller's transaction; a package has one open revision at most."""
    whole = {"type": "dataset", **written, "id": package_id}
    whole.setdefault("resources", [])
    if base:
        locks.check(package_id, whole, (base,))
    revision = Revision(
        package_id=package_id,
        type=whole["type"],
        department=whole["owner_org"],
        title=whole.get("title", ""),
        kind=kind,
        base=public_base(package_id),
        base_content=base,
        content=whole,
        editors=[person],
        state=DRAFT,
        edit=1,
        created_by=person,
        saved_by=person,
    )
    try:
        with model.Session.begin_nested():
            model.Session.add(revision)
            model.Session.flush()
    except sa.exc.IntegrityError as error:
        problem = tk._("“{title}”已有未完结的修改。请打开那份草稿继续。")
        raise tk.ValidationError(
            {"package_id": [problem.format(title=whole.get("title", package_id))]}
        ) from error
    return revision


def join(revision: Revision, person: str) -> bool:
    """Count a person among those who write it, and so among its authors; False if he was."""
    if person in revision.editors:
        return False
    revision.editors = [*revision.editors, person]
    model.Session.flush()
    return True


def change(
    revision: Revision,
    person: str,
    changed: Callable[[Content], Content],
    edit: int | None = None,
) -> Revision:
    """Save what `changed` makes of the content; the revision is locked.

    With `edit`, the save that the writer started from, raises RevisionConflict if others followed.
    """
    check_writable(revision)
    if edit is not None and edit != revision.edit:
        started = content_at(revision, edit)
        raise RevisionConflict(
            started, revision.content, changed(started), edit=revision.edit, id=revision.id
        )
    written = {**changed(revision.content), "id": revision.package_id, "type": revision.type}
    locks.check(
        revision.package_id, written, (revision.content, stored_content(revision.package_id))
    )
    join(revision, person)
    replaced = conflict.replaced_by(revision.content, written)
    if not replaced:
        return revision
    revision.edit += 1
    revision.content = written
    revision.title = written.get("title", "")
    revision.department = written["owner_org"]
    revision.saved, revision.saved_by = datetime.now(UTC), person
    model.Session.add(
        RevisionSave(
            revision_id=revision.id, edit=revision.edit, replaced=replaced, saved_by=person
        )
    )
    model.Session.flush()
    return revision


def content_at(revision: Revision, edit: int) -> Content:
    """The content as this save left it."""
    query = sa.select(RevisionSave.replaced).where(
        RevisionSave.revision_id == revision.id, RevisionSave.edit > edit
    )
    later = model.Session.scalars(query.order_by(RevisionSave.edit.desc()))
    return conflict.rewind(revision.content, later)


def check_writable(revision: Revision) -> None:
    """Refuse to write what is under review, published or dropped."""
    if revision.state in WRITABLE:
        return
    problems = {
        SUBMITTED: tk._("“{title}”正在审核，不能修改。要修改，请先撤回或等待退回。"),
        PUBLISHED: tk._("“{title}”的这次修改已经发布。请重新打开数据集开始新的修改。"),
        DROPPED: tk._("“{title}”的这份草稿已经删除。"),
    }
    problem = problems[revision.state].format(title=revision.title)
    raise tk.ValidationError({"state": [problem]})


def as_dict(revision: Revision) -> dict[str, Any]:
    """The row for who may read it, times in UTC, with the address of its page."""
    values = {
        column.name: getattr(revision, column.name)
        for column in revision.__table__.columns
        if column.name != "base_content"
    }
    shown = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}
    return {**shown, "url": url(revision)}


def reference(revision: Revision) -> dict[str, Any]:
    """What an answer of core's own actions says of the revision."""
    names = ("id", "state", "edit", "base")
    return {**{name: getattr(revision, name) for name in names}, "url": url(revision)}


def url(revision: Revision) -> str:
    """The address of its page."""
    return f"{config['ckan.site_url'].rstrip('/')}/draft/{revision.id}"
