"""Revisions by their own actions, and core's write doors made into revisions."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import authz, logic, model
from ckan.types import Action, ChainedAction, Context

from ckanext.ankang.review import audit

from .. import (
    conflict,
    content,
    doors,
    fields,
    files,
    ownership,
    preview,
    publication,
    readers,
    revisions,
    submission,
    withdrawal,
)
from ..errors import RevisionConflict
from ..model import Revision
from . import schema

Json = dict[str, Any]


def ankang_revision_create(context: Context, data_dict: Json) -> Json:
    """Begin a new dataset in a department, or a change of one: then its content is what is public.

    Where a change of it is open already, the asker joins those who write that.
    """
    data = _valid(data_dict, schema.revision_create())
    tk.check_access("ankang_revision_create", context, data)
    person = _person(context)
    if data.get("package_id"):
        revision = _begin_change(data["package_id"], person)
    else:
        written = {
            "type": data["type"],
            "owner_org": ownership.department(data.get("owner_org")).id,
        }
        if data.get("title"):
            written["title"] = data["title"]
        revision = revisions.begin(str(uuid4()), written, person, base={})
    return _committed(revision)


@tk.side_effect_free
def ankang_revision_show(context: Context, data_dict: Json) -> Json:
    """One revision with its content; for who may not see it, it does not exist."""
    return revisions.as_dict(_readable(context, _valid(data_dict, schema.reference())["id"]))


@tk.side_effect_free
def ankang_revision_resource_show(context: Context, data_dict: Json) -> Json:
    """A resource as the open revision has it, whether it is public already or not."""
    id_ = _valid(data_dict, schema.reference())["id"]
    found = revisions.open_with_resource(id_)
    if found is None:
        raise tk.ObjectNotFound(tk._("没有草稿含有数据资源“{id}”。").format(id=id_))
    revision = _readable(context, found.id)
    return content.resource(revision.content, id_) or {}


@tk.side_effect_free
def ankang_revision_list(context: Context, data_dict: Json) -> list[Json]:
    """The revisions that the asker may see, last saved first, without their contents."""
    tk.check_access("ankang_revision_list", context, data_dict)
    data = _valid(data_dict, schema.revision_list())
    everything, person = context.get("ignore_auth"), _person(context)
    query = sa.select(Revision).where(*_matching(data, person))
    if not everything and not authz.is_sysadmin(person):
        # The rest is nobody else's: only a case brings a revision before others.
        mine = Revision.editors.contains([person])
        query = query.where(sa.or_(mine, Revision.case_id.is_not(None)))
    rows = model.Session.scalars(query.order_by(Revision.saved.desc(), Revision.id))
    seen = (row for row in rows if everything or readers.may_read(context.get("user"), row))
    first = data["offset"]
    chosen = islice(seen, first, first + min(data["limit"], schema.MOST))
    return [{k: v for k, v in revisions.as_dict(row).items() if k != "content"} for row in chosen]


def ankang_revision_save(context: Context, data_dict: Json) -> Json:
    """Replace top-level keys of the content; `edit` is the save that the writer started from.

    409 with a three-way difference if others saved meanwhile.
    """
    data = _valid(data_dict, schema.revision_save())
    revision = _writable(context, data["id"])
    sent = _sent(data_dict.get("content"), revision)
    person = _person(context)

    def changed(now: Json) -> Json:
        return ownership.checked(revision.package_id, now, content.apply(now, sent), person)

    return _committed(revisions.change(revision, person, changed, data["edit"]))


def ankang_revision_rebase(context: Context, data_dict: Json) -> Json:
    """Go on from what is public by now; `content` decides the fields that both changed."""
    data = _valid(data_dict, schema.revision_save())
    revision = _writable(context, data["id"])
    now, person = revisions.stored_content(revision.package_id), _person(context)
    sent = _sent(data_dict.get("content") or {}, revision)
    found = conflict.difference(revision.base_content, now, revision.content)
    stamped = fields.stamped(revision.type)
    open_ = [c for c in found.conflicts if c.path[0] not in sent and c.path[0] not in stamped]
    if open_:
        raise RevisionConflict(
            revision.base_content, now, revision.content, edit=revision.edit, id=revision.id
        )
    merged = content.apply(found.merged, sent)
    # A resource may have its version from either side.
    both = {one["id"]: one for one in (*now.get("resources", []), *found.merged["resources"])}
    known = {**revision.content, "resources": list(both.values())}
    revisions.change(
        revision,
        person,
        lambda _current: ownership.checked(revision.package_id, known, merged, person),
        data["edit"],
    )
    revision.base, revision.base_content = revisions.public_base(revision.package_id), now
    return _committed(revision)


def ankang_revision_file_add(context: Context, data_dict: Json) -> Json:
    """Keep `upload` as a version of a new resource, or of the one named, and have it validated."""
    data = _valid(data_dict, schema.revision_file_add())
    revision = _writable(context, data["id"], lock=False)
    revisions.check_writable(revision)
    person, resource_id = _person(context), data.get("resource_id") or str(uuid4())
    known = content.resource(revision.content, resource_id)
    if data.get("resource_id") and known is None:
        raise tk.ObjectNotFound(tk._("草稿里没有这个数据资源。"))
    # Before the lock: a large file must not keep other writers waiting.
    table = revision.type == "dataset"
    version = files.keep(data["upload"], resource_id, revision.department, person, table=table)
    revision = revisions.locked(revision.id)

    def changed(now: Json) -> Json:
        resource = content.resource(now, resource_id) or {"id": resource_id}
        return content.with_resource(now, files.described(resource, version))

    revisions.change(revision, person, changed)
    return {**_committed(revision), "resource_id": resource_id, "version": version}


def ankang_revision_file_remove(context: Context, data_dict: Json) -> Json:
    """Take a resource out of the revision; the bytes of its versions stay."""
    data = _valid(data_dict, schema.revision_file_remove())
    revision = _writable(context, data["id"])
    revisions.change(
        revision,
        _person(context),
        lambda now: content.without_resource(now, data["resource_id"]),
    )
    return _committed(revision)


def ankang_revision_drop(context: Context, data_dict: Json) -> Json:
    """Give a revision up; what is public stays as it is."""
    revision = _writable(context, _valid(data_dict, schema.reference())["id"])
    revisions.check_writable(revision)
    revision.state = revisions.DROPPED
    model.Session.flush()
    audit.record(_person(context), "revision.drop", revision.id, package=revision.package_id)
    return _committed(revision)


def ankang_revision_hand_over(context: Context, data_dict: Json) -> list[Json]:
    """Let `to` go on with all open revisions that `person` writes, as when that one leaves.

    The leaver stays among their authors: what he wrote he never signs.
    """
    data = _valid(data_dict, schema.revision_hand_over())
    tk.check_access("ankang_revision_hand_over", context, data)
    written = Revision.editors.contains([data["person"]])
    query = sa.select(Revision).where(written, Revision.state.in_(revisions.OPEN))
    rows = [
        row
        for row in model.Session.scalars(query.order_by(Revision.id).with_for_update())
        if readers.writes_in(data["to"], row.department) and revisions.join(row, data["to"])
    ]
    for row in rows:
        audit.record(
            _person(context), "revision.hand_over", row.id, person=data["person"], to=data["to"]
        )
    model.Session.commit()
    return [revisions.as_dict(row) for row in rows]


@tk.side_effect_free
def ankang_revision_preview(context: Context, data_dict: Json) -> Json:
    """The package as the public would see it: {package, errors, reasons, difference}."""
    return preview.of(_readable(context, _valid(data_dict, schema.reference())["id"]))


def ankang_revision_submit(context: Context, data_dict: Json) -> Json:
    """Open the case of these revisions, or send a returned one on: {case, revisions}."""
    data = _valid(data_dict, schema.revision_submit())
    ids = _ids(data_dict)
    # In one order, so that two who submit the same ones wait for each other.
    rows = [_writable(context, id_) for id_ in sorted(ids)]
    rows.sort(key=lambda row: ids.index(row.id))
    _check_submittable(rows)
    person = _person(context)
    answer = submission.submit(rows, person, data.get("profile"), data.get("title"))
    model.Session.expire_all()
    return {"case": answer, "revisions": [revisions.as_dict(revisions.locked(id_)) for id_ in ids]}


def ankang_revision_withdraw(context: Context, data_dict: Json) -> Json:
    """Begin the withdrawal of a public dataset, with its reason and what replaces it."""
    data = _valid(data_dict, schema.revision_withdraw())
    tk.check_access("ankang_revision_create", context, data)
    revision = withdrawal.begin(
        _public(data["package_id"]), _person(context), data["reason"], data.get("replaced_by")
    )
    return _committed(revision)


# Core's own doors. Only what a person writes is turned: our own processes and publishing pass.


def _door(action: ChainedAction) -> ChainedAction:
    """Mark a chained action that asks for `package_update`, or for who reads a draft, itself."""
    return tk.chained_action(logic.auth_audit_exempt(action))


@_door
def package_create(up: Action, context: Context, data_dict: Json) -> Any:
    if doors.by_person(context) and doors.reviewed(data_dict.get("type")):
        return doors.create(context, data_dict)
    return up(context, data_dict)


@_door
def package_update(up: Action, context: Context, data_dict: Json) -> Any:
    if doors.by_person(context) and (found := doors.target(context, _named(data_dict))):
        return doors.update(context, found, data_dict)
    return up(context, publication.completed(data_dict))


@_door
def package_patch(up: Action, context: Context, data_dict: Json) -> Any:
    if doors.by_person(context) and (found := doors.target(context, _named(data_dict))):
        return doors.patch(context, found, data_dict)
    return up(context, data_dict)


@_door
def package_revise(up: Action, context: Context, data_dict: Json) -> Any:
    """Core matches, filters and merges; it is shown what a person's write builds on."""
    if doors.by_person(context):
        context = {**context, doors.BUILDING: True}  # type: ignore[misc]
    return up(context, data_dict)


@_door
def package_delete(up: Action, context: Context, data_dict: Json) -> Any:
    """A draft is given up; what is public is withdrawn, with a reason and by a case."""
    if not doors.by_person(context):
        return up(context, data_dict)
    found = doors.target(context, _named(data_dict))
    stored = revisions.stored_package(found.package_id) if found else None
    if found is None or (stored is not None and stored.private):
        return up(context, data_dict)
    if found.revision is not None and stored is None:
        begun = tk.get_action("ankang_revision_drop")(context, {"id": found.revision.id})
    else:
        given = {"package_id": found.package_id, "reason": data_dict.get("reason")}
        begun = tk.get_action("ankang_revision_withdraw")(context, given)
    return {"ankang_revision": revisions.reference(revisions.locked(begun["id"]))}


@_door
def resource_create(up: Action, context: Context, data_dict: Json) -> Any:
    package_id = tk.get_or_bust(data_dict, "package_id")
    if doors.by_person(context) and (found := doors.target(context, package_id)):
        new = {k: v for k, v in data_dict.items() if k != "id"}
        return doors.put_resource(context, found, new, whole=True)
    return up(context, data_dict)


@_door
def resource_update(up: Action, context: Context, data_dict: Json) -> Any:
    if doors.by_person(context) and (found := doors.target_of_resource(context, _id(data_dict))):
        return doors.put_resource(context, found, data_dict, whole=True)
    return up(context, data_dict)


@_door
def resource_patch(up: Action, context: Context, data_dict: Json) -> Any:
    if doors.by_person(context) and (found := doors.target_of_resource(context, _id(data_dict))):
        return doors.put_resource(context, found, data_dict, whole=False)
    return up(context, data_dict)


@_door
def resource_delete(up: Action, context: Context, data_dict: Json) -> Any:
    if doors.by_person(context) and (found := doors.target_of_resource(context, _id(data_dict))):
        return doors.remove_resource(context, found, data_dict["id"], data_dict)
    return up(context, data_dict)


@_door
@tk.side_effect_free
def package_show(up: Action, context: Context, data_dict: Json) -> Any:
    """Answer a draft to those who write it, and to who may change a dataset what he starts from."""
    return doors.shown(up, context, data_dict)


@_door
@tk.side_effect_free
def resource_show(up: Action, context: Context, data_dict: Json) -> Any:
    """Answer a resource of a draft to those who write it."""
    return doors.shown_resource(up, context, data_dict)


def _named(data_dict: Json) -> str:
    return str(data_dict.get("id") or tk.get_or_bust(data_dict, "name"))


def _id(data_dict: Json) -> str:
    return str(tk.get_or_bust(data_dict, "id"))


def _begin_change(name_or_id: str, person: str) -> Revision:
    package = _public(name_or_id)
    if revision := revisions.open_of(package.id):
        if revisions.join(revisions.locked(revision.id), person):
            audit.record(person, "revision.join", revision.id, package=package.id)
        return revision
    now = revisions.stored_content(package.id)
    if now.get("withdrawn"):
        problem = tk._("“{title}”已经下线，不能修改。请新建数据集。").format(title=package.title)
        raise tk.ValidationError({"package_id": [problem]})
    return revisions.begin(package.id, now, person, base=now)


def _public(name_or_id: str) -> Any:
    package = revisions.stored_package(name_or_id)
    if package is None or package.type not in revisions.TYPES:
        raise tk.ObjectNotFound(tk._("没有数据集“{name}”。").format(name=name_or_id))
    return package


def _readable(context: Context, revision_id: str) -> Revision:
    revision = revisions.get(revision_id)
    seen = revision and (
        context.get("ignore_auth") or readers.may_read(context.get("user"), revision)
    )
    if not revision or not seen:
        raise revisions.missing(revision_id)
    return revision


def _writable(context: Context, revision_id: str, *, lock: bool = True) -> Revision:
    """The revision, if the asker may write it; who may only read it is told so."""
    revision = _readable(context, revision_id)
    tk.check_access("ankang_revision_save", context, {"id": revision_id})
    return revisions.locked(revision_id) if lock else revision


def _sent(sent: Any, revision: Revision) -> Json:
    if not isinstance(sent, dict):
        problem = tk._("缺少内容（content）：一个按字段名填写的对象。")
        raise tk.ValidationError({"content": [problem]})
    named = {k: v for k, v in sent.items() if k not in ("id", "type")}
    unknown = set(named) - fields.known(revision.type) - content.DERIVED - {"tag_string"}
    if unknown:
        problem = tk._("没有这个字段。请检查字段名。")
        raise tk.ValidationError({name: [problem] for name in sorted(unknown)})
    return fields.sent(named, revision.type)


def _check_submittable(rows: list[Revision]) -> None:
    for row in rows:
        revisions.check_writable(row)
    if len({(row.department, row.kind) for row in rows}) > 1:
        problem = tk._("一次提交的草稿须属于同一个部门，发布与下线也须分开提交。")
        raise tk.ValidationError({"ids": [problem]})
    for row in rows:
        if preview.outdated(row):
            now = revisions.stored_content(row.package_id)
            raise RevisionConflict(row.base_content, now, row.content, edit=row.edit, id=row.id)
    shown = {row.id: preview.of(row) for row in rows}
    faults = {id_: one for id_, one in shown.items() if one["errors"] or one["reasons"]}
    if faults:
        said = {
            id_: {"errors": one["errors"], "reasons": one["reasons"]} for id_, one in faults.items()
        }
        sentence = tk._("还有内容没有填完或没有通过检查，不能提交。")
        raise tk.ValidationError({"message": [sentence], "revisions": said}, {"message": sentence})


def _ids(data_dict: Json) -> list[str]:
    ids = data_dict.get("ids")
    if not isinstance(ids, list) or not ids or len(ids) > schema.MOST:
        problem = tk._("请选择要提交的草稿（ids），一次最多{most}份。").format(most=schema.MOST)
        raise tk.ValidationError({"ids": [problem]})
    return list(dict.fromkeys(str(id_) for id_ in ids))


def _matching(data: Json, person: str) -> list[Any]:
    matching = [
        getattr(Revision, name) == data[name] for name in ("state", "package_id") if data.get(name)
    ]
    if data.get("department"):
        matching.append(Revision.department == ownership.department(data["department"]).id)
    if data["mine"]:
        matching.append(Revision.editors.contains([person]))
    return matching


def _committed(revision: Revision) -> Json:
    model.Session.commit()
    return revisions.as_dict(revision)


def _person(context: Context) -> str:
    return str(context.get("user") or "")


def _valid(data_dict: Json, rules: Json) -> Json:
    data, errors = tk.navl_validate(data_dict, rules)
    if errors:
        raise tk.ValidationError(errors)
    return {name: data[name] for name in rules if name in data}
