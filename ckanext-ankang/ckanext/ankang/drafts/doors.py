"""Core's write actions, as the doors of departments' own systems and of forms.

What a person (token or form, administrators too) writes through them becomes a revision: the public
row stays. Each door says how it changes a content; the rest is the same for all.

What a writer started from is told by `edit`, `base_revision`, `ankang_revision` as an earlier answer
gave it, or the header If-Match (`"<revision>"` or `"<revision>:<edit>"`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context
from flask import has_request_context, request

from ckanext.ankang.files.interfaces import DatasetGone
from ckanext.ankang.review import checking, gate

from . import conflict, content, fields, files, ownership, preview, readers, revisions, submission
from .errors import RevisionConflict
from .model import Revision

Json = dict[str, Any]
Changed = Callable[[Json], Json]


# In the context of `package_revise`: core reads what it revises by `package_show`.
BUILDING = "ankang_building"


@dataclass(frozen=True)
class Started:
    """What a writer says he started from."""

    revision: str | None = None
    edit: int | None = None


@dataclass(frozen=True)
class Target:
    """What a door writes to: the open revision (locked), else what is stored."""

    package_id: str
    type: str
    stored: Json
    revision: Revision | None

    @property
    def content(self) -> Json:
        """What a partial write builds on."""
        return dict(self.revision.content) if self.revision else self.stored


def by_person(context: Context) -> bool:
    """Whether somebody writes, and not our own processes or publishing itself."""
    return not (context.get("ignore_auth") or gate.is_allowed())


def reviewed(type_: str | None) -> bool:
    """Whether packages of this type go through the review."""
    return (type_ or "dataset") in revisions.TYPES


def person_of(context: Context) -> str:
    """Who writes, by name."""
    return str(context.get("user") or "")


def target(context: Context, name_or_id: str) -> Target | None:
    """What somebody may write under this id or name; None for what is not reviewed."""
    stored = revisions.stored_package(name_or_id)
    if stored is not None and not reviewed(stored.type):
        return None
    revision = revisions.open_of(stored.id) if stored else revisions.open_named(name_or_id)
    if stored is None and (
        revision is None or not readers.may_write(context.get("user"), revision)
    ):
        raise tk.ObjectNotFound(tk._("没有数据集“{name}”。").format(name=name_or_id))
    tk.check_access("package_update", context, {"id": name_or_id})
    if revision is not None:
        revision = revisions.locked(revision.id)
    package_id = stored.id if stored else revision.package_id  # type: ignore[union-attr]
    type_ = stored.type if stored else revision.type  # type: ignore[union-attr]
    return Target(package_id, type_, revisions.stored_content(package_id), revision)


def target_of_resource(context: Context, resource_id: str) -> Target | None:
    """The same, found by one of its resources."""
    revision = revisions.open_with_resource(resource_id)
    resource = model.Resource.get(resource_id)
    stored = resource is not None and resource.state == model.State.ACTIVE
    package_id = resource.package_id if stored else revision and revision.package_id
    found = target(context, package_id) if package_id else None
    if package_id and found is None:
        return None
    if found is None or content.resource(found.content, resource_id) is None:
        raise tk.ObjectNotFound(tk._("没有数据资源“{id}”。").format(id=resource_id))
    return found


def started(data: Mapping[str, Any]) -> Started:
    """What the writer started from, by whatever way he says it."""
    answered = data.get("ankang_revision")
    known = answered if isinstance(answered, dict) else {}
    revision = data.get("base_revision") or known.get("id")
    edit = data.get("edit") or known.get("edit")
    header = request.headers.get("If-Match", "") if has_request_context() else ""
    if header and not (revision or edit):
        revision, _, edit = header.removeprefix("W/").strip('" ').partition(":")
    try:
        return Started(revision or None, int(edit) if edit else None)
    except (TypeError, ValueError) as error:
        problem = tk._("edit须是整数：您开始修改时草稿的保存次数。")
        raise tk.ValidationError({"edit": [problem]}) from error


def create(context: Context, data: Json) -> Json:
    """`package_create`: a draft, and no package row."""
    tk.check_access("package_create", context, data)
    person = person_of(context)
    owner = ownership.department(data.get("owner_org"))
    if not readers.writes_in(person, owner.id, "create_dataset"):
        raise tk.NotAuthorized(tk._("您无权在“{name}”新建数据集。").format(name=owner.title))
    type_ = data.get("type") or "dataset"
    package_id = _new_id(data.get("id"))
    written = content.apply(
        {"type": type_, "owner_org": owner.id}, {**fields.sent(data, type_), "owner_org": owner.id}
    )
    written = _kept(package_id, {}, written, person)
    revision = revisions.begin(package_id, written, person, base={})
    return _answer(revision, None)


def update(context: Context, found: Target, data: Json) -> Json:
    """`package_update`: all fields are sent, and what is not sent is gone."""
    whole = fields.sent(data, found.type)
    stamped = fields.stamped(found.type)

    def changed(now: Json) -> Json:
        kept = {k: v for k, v in now.items() if k in stamped or k in ("id", "type")}
        named: Json = {k: now[k] for k in ("name", "owner_org") if k in now and not whole.get(k)}
        return content.apply(kept, {**whole, **named})

    return _written(context, found, changed, data, None)


def patch(context: Context, found: Target, data: Json) -> Json:
    """`package_patch`: only the fields that are sent change."""
    some = fields.sent(data, found.type)
    return _written(context, found, lambda now: content.apply(now, some), data, set(some))


def put_resource(context: Context, found: Target, data: Json, *, whole: bool) -> Json:
    """`resource_create`, `_update` (whole) and `_patch`: one resource of the content."""
    sent = content.resource_of(data)

    def changed(now: Json) -> Json:
        earlier = {} if whole else content.resource(now, sent["id"]) or {}
        return content.with_resource(now, {**earlier, **sent})

    answer = _written(context, found, changed, data, {"resources"}, sent["id"])
    resource = content.resource(answer, sent["id"]) or {}
    return {**resource, "ankang_revision": answer.get("ankang_revision")}


def remove_resource(context: Context, found: Target, resource_id: str, data: Json) -> Json:
    """`resource_delete`."""
    answer = _written(
        context, found, lambda now: content.without_resource(now, resource_id), data, set()
    )
    return {"ankang_revision": answer.get("ankang_revision")}


def shown(up: Any, context: Context, data: Json) -> Json:
    """`package_show`: drafts of the asker, and from which revision a dataset would be changed."""
    if not by_person(context) or context.get("for_view"):
        return dict(up(context, data))
    name_or_id = data.get("id") or tk.get_or_bust(data, "name_or_id")
    if context.get(BUILDING):
        return _built_on(up, context, data, name_or_id)
    try:
        package = dict(up(context, data))
    except DatasetGone:
        raise
    except tk.ObjectNotFound:
        return preview.as_shown(_own_draft(context, revisions.open_named(name_or_id)))
    if readers.writes_in(context.get("user"), package.get("owner_org") or ""):
        package["base_revision"] = revisions.public_base(package["id"])
    return package


def shown_resource(up: Any, context: Context, data: Json) -> Json:
    """`resource_show`: the resources of the asker's drafts too."""
    try:
        return dict(up(context, data))
    except tk.ObjectNotFound:
        if not by_person(context) or context.get("for_view"):
            raise
        id_ = tk.get_or_bust(data, "id")
        revision = _own_draft(context, revisions.open_with_resource(id_))
        return content.resource(preview.as_shown(revision), id_) or {}


def _own_draft(context: Context, revision: Revision | None) -> Revision:
    if revision is None or not readers.may_read(context.get("user"), revision):
        raise tk.ObjectNotFound(tk._("没有这个数据集，或者您无权查看。"))
    return revision


def _built_on(up: Any, context: Context, data: Json, name_or_id: str) -> Json:
    """What `package_revise` changes: the asker's own revision, else what is public."""
    found = target(context, name_or_id)
    if found is None or found.revision is None or found.revision.editors != [person_of(context)]:
        # Its theme decides its groups; core would ask whether the person may edit those.
        return {name: value for name, value in up(context, data).items() if name != "groups"}
    return {**found.content, "ankang_revision": revisions.reference(found.revision)}


def _written(
    context: Context,
    found: Target,
    changed: Changed,
    data: Json,
    touched: set[str] | None,
    resource_id: str | None = None,
) -> Json:
    """Write, unless something stands against it, and answer the dict as it will be."""
    person = person_of(context)

    def kept(now: Json) -> Json:
        return _kept(found.package_id, now, changed(now), person)

    revision = _write(found, person, kept, started(data))
    if revision is None:  # nothing that a person writes has changed
        return dict(tk.get_action("package_show")(_reading(context), {"id": found.package_id}))
    return _answer(revision, touched, resource_id)


def _write(found: Target, person: str, changed: Changed, start: Started) -> Revision | None:
    revision = found.revision
    if revision is None:
        return _begin(found, person, changed, start)
    if revision.kind == revisions.WITHDRAW:
        problem = tk._("“{title}”正在办理下线，不能修改。").format(title=revision.title)
        raise tk.ValidationError({"state": [problem]})
    if start.edit is not None and start.revision in (None, revision.id):
        return revisions.change(revision, person, changed, start.edit)
    if revision.editors != [person]:
        _conflict(revision, changed(revision.base_content))
    if start.revision and start.revision == revision.base:
        # He read what is public and not his own revision: what he changed is added to it.
        both = conflict.difference(
            revision.base_content, revision.content, changed(revision.base_content)
        )
        if both.conflicts:
            _conflict(revision, changed(revision.base_content))
        return revisions.change(revision, person, lambda _now: both.merged)
    return revisions.change(revision, person, changed)


def _begin(found: Target, person: str, changed: Changed, start: Started) -> Revision | None:
    base = revisions.public_base(found.package_id)
    written = changed(found.stored)
    if start.revision and start.revision != base:
        known = revisions.get(start.revision)
        same = known is not None and known.package_id == found.package_id
        earlier = known.content if known and same else {}
        raise RevisionConflict(earlier, found.stored, written, base_revision=base)
    if not conflict.replaced_by(found.stored, written):
        return None
    return revisions.begin(found.package_id, written, person, base=found.stored)


def _conflict(revision: Revision, yours: Json) -> None:
    raise RevisionConflict(
        revision.base_content, revision.content, yours, edit=revision.edit, id=revision.id
    )


def _kept(package_id: str, now: Json, written: Json, person: str) -> Json:
    """The content with its uploads kept as versions, if all that it claims is its own."""
    department = ownership.department(written.get("owner_org")).id
    resources = [
        files.received(one, content.resource(now, one["id"]), department, person)
        for one in written.get("resources", [])
    ]
    return ownership.checked(package_id, now, {**written, "resources": resources}, person)


def _answer(revision: Revision, touched: set[str] | None, resource_id: str | None = None) -> Json:
    """The dict as it will be; what was sent and would be refused at publishing is refused now."""
    errors = checking.errors(submission.item(revision)["package"])
    wrong = {k: v for k, v in errors.items() if touched is None or k in touched}
    if resource_id and "resources" in wrong:
        ids = [one["id"] for one in revision.content["resources"]]
        own: Any = dict(zip(ids, wrong["resources"], strict=False)).get(resource_id)
        wrong = own or {}
    if wrong:
        raise tk.ValidationError(wrong)
    model.Session.commit()
    return preview.as_shown(revision)


def _new_id(given: Any) -> str:
    if not given:
        return str(uuid4())
    try:
        id_ = str(UUID(str(given)))
    except ValueError as error:
        raise tk.ValidationError({"id": [tk._("编号须是UUID。不填则自动生成。")]}) from error
    if model.Package.get(id_) is not None or revisions.open_of(id_) is not None:
        raise tk.ValidationError({"id": [tk._("编号已被使用。不填则自动生成。")]})
    return id_


def _reading(context: Context) -> Context:
    return tk.fresh_context(context)
