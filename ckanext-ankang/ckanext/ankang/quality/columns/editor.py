"""The columns of a resource as those see them who describe them, and as everybody does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context

from .. import validations
from ..model import ConfirmedColumn, Validation
from ..table_schemas import UnknownTableSchema, named_schema, schema_names, schema_title
from . import binding, confirmed, descriptors, register, waiting
from .comparison import shapes

Sides = tuple[tuple[register.Column, ...], list[register.Shape], list[register.Shape]]


def listing(context: Context, resource_id: str, *, editing: bool) -> dict[str, Any]:
    """Return the columns of the newest version that the asker may see, and those that vanished.

    `editing` adds what only the department knows: what is confirmed but not public yet, decisions
    and proposals on renames, and the names of its people.
    """
    version = newest(context, resource_id)
    validation = validations.latest(version["id"]) if version else None
    origin = source(validation)
    # What a named schema says is not the publisher's to change.
    rows = confirmed.latest(resource_id) if editing and origin["kind"] != "named" else {}
    present = (
        list(
            _described(resource_id, _shapes(validation), validation.schema.get("fields", []), rows)
        )
        if validation
        else []
    )
    undecided = waiting.of(resource_id) if editing and origin["kind"] != "named" else None
    return {
        "resource_id": resource_id,
        "version": version and {key: version[key] for key in ("id", "number", "published")},
        "schema_source": origin,
        "columns": present,
        "vanished": _vanished(resource_id, {column["id"] for column in present}, rows),
        "schema_changes": validation.facts.get("schema_changes", []) if validation else [],
        "proposals": _proposals(resource_id, version) if editing else [],
        "decisions": [one.as_dict() for one in binding.decisions(resource_id)] if editing else [],
        "waiting": _waits(undecided) if undecided else None,
    }


def editable(context: Context, resource_id: str, column_id: str) -> dict[str, Any]:
    """Return one column as `listing` gives it to whoever may edit.

    A column that the newest version has not can still be edited once it was confirmed.
    """
    version = newest(context, resource_id)
    validation = validations.latest(version["id"]) if version else None
    origin = source(validation)
    if origin["kind"] == "named":
        sentence = tk._("这份数据按标准“{title}”校验，列的说明由标准规定，不能在这里修改。")
        raise tk.ValidationError({"column_id": [sentence.format(title=origin["title"])]})
    rows = confirmed.latest(resource_id, column_id)
    header = _shapes(validation) if validation else []
    if all(shape.id != column_id for shape in header) and column_id in rows:
        titles = {column.id: column.title for column in binding.of(resource_id)}
        header = [register.Shape(column_id, titles[column_id], "string")]
    fields = validation.schema.get("fields", []) if validation else []
    for column in _described(resource_id, header, fields, rows):
        if column["id"] == column_id:
            return column
    raise tk.ObjectNotFound(tk._("最新版本里没有列“{id}”。").format(id=column_id))


def newest(context: Context, resource_id: str) -> dict[str, Any] | None:
    """Return the newest version that the asker may see."""
    versions = tk.get_action("ankang_file_version_list")(
        tk.fresh_context(context), {"resource_id": resource_id}
    )
    return versions[0] if versions else None


def source(validation: Validation | None) -> dict[str, Any]:
    """Return where the schema of a validated version came from: {kind, name, title}."""
    found = (validation.facts.get("schema_source") if validation else None) or {}
    name = found.get("name")
    try:
        title = schema_title(name) if name else None
    except UnknownTableSchema:
        title = name
    return {"kind": found.get("kind", "inferred"), "name": name, "title": title}


def open_proposals(
    resource_id: str, version: dict[str, Any] | None
) -> tuple[register.Proposal, ...]:
    """Return the renames that a version makes likely and on which nobody decided yet."""
    sides = _sides(resource_id, version)
    if sides is None:
        return ()
    decided = {(one.old_title, one.new_title) for one in binding.decisions(resource_id)}
    found = register.proposals(*sides)
    return tuple(one for one in found if (one.old, one.new) not in decided)


def changed(resource_id: str, version: dict[str, Any] | None) -> register.Change:
    """Return which titles vanished and which are new in a version, against the public one."""
    sides = _sides(resource_id, version)
    if sides is None:
        return register.Change((), (), ())
    known, _, after = sides
    return register.compare(known, [shape.title for shape in after])


def _sides(resource_id: str, version: dict[str, Any] | None) -> Sides | None:
    """The register and the header before a version, and the version's own header."""
    before = validations.public_before(version) if version else None
    now = validations.latest(version["id"]) if version else None
    then = validations.latest(before["id"]) if before else None
    if version is None or before is None or now is None or then is None:
        return None
    # A version that is public already stands in the register: it is compared with what was before.
    known = tuple(
        replace(column, last=column.last and min(column.last, before["number"]))
        for column in binding.of(resource_id, waiting=True)
        if column.first is None or column.first < version["number"]
    )
    return known, _shapes(then), _shapes(now)


def suggestions(titles: list[str], departments: list[str]) -> dict[str, dict[str, Any]]:
    """Return what is said elsewhere of columns of these titles: {title: values of the form}."""
    wanted = set(titles)
    standard = {
        entry["title"]: entry
        for name in schema_names()
        for entry in named_schema(name).get("fields", [])
        if entry.get("title") in wanted and entry.get("description")
    }
    found = {**standard, **confirmed.of_titles(sorted(wanted), departments)}
    return {title: descriptors.to_values(field) for title, field in found.items()}


def person(name: str) -> str:
    """What a person is called on a page."""
    user = model.User.get(name)
    return str(user.fullname or user.name) if user else name


def _shapes(validation: Validation) -> list[register.Shape]:
    return shapes(validation.schema, validation.facts)


def _proposals(resource_id: str, version: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Likely renames, with why a reviewer rejected them before."""
    reasons = binding.rejections(resource_id)
    return [
        {**vars(one), "rejected": reasons.get((one.old, one.new))}
        for one in open_proposals(resource_id, version)
    ]


def _waits(undecided: waiting.Waiting) -> dict[str, Any]:
    """What waits for a reviewer, with the names of people as pages show them."""
    listed = undecided.as_dict()
    for column in listed["columns"]:
        column["by"] = "、".join(person(name) for name in column["saved_by"])
    return listed


def _described(
    resource_id: str,
    header: list[register.Shape],
    fields: list[dict[str, Any]],
    rows: dict[str, ConfirmedColumn],
) -> Iterator[dict[str, Any]]:
    """Columns with what was confirmed of them, else with what the version's schema says."""
    judged = {field["name"]: field for field in fields}
    names = {name: person(name) for name in {row.created_by for row in rows.values()}}
    undecided = {one.column.id for one in waiting.of(resource_id).changes} if rows else set()
    for shape in header:
        row = rows.get(shape.id)
        # Undone to nothing, a column is inferred again; the report says so after the next validation.
        said = row.descriptor or {"type": shape.type} if row else judged.get(shape.id, {})
        yield {
            "id": shape.id,
            "title": shape.title,
            "values": descriptors.shown(said, shape.title),
            "revision": row.revision if row else 0,
            "confirmed": bool(row and row.descriptor),
            "state": _state(row, undecided),
            "reason": row.reason if row else None,
            "undoable": bool(row and row.restores != 0),
            "by": names[row.created_by] if row else None,
            "when": row.created.isoformat() if row else None,
        }


def _state(row: ConfirmedColumn | None, undecided: set[str]) -> str:
    """Where what is said of a column stands: inferred, confirmed, waiting or rejected."""
    if row and row.column_id in undecided:
        return "waiting"
    if row and row.rejected:
        return "rejected"
    return "confirmed" if row and row.descriptor else "inferred"


def _vanished(
    resource_id: str, present: set[str], rows: dict[str, ConfirmedColumn]
) -> list[dict[str, Any]]:
    """The columns that the version has not; `required` says that it is faulted for that."""
    return [
        {
            "id": column.id,
            "title": column.title,
            "first_version": column.first,
            "last_version": column.last,
            "retired": column.retired,
            "required": not column.retired and _is_required(rows.get(column.id)),
            "revision": rows[column.id].revision if column.id in rows else 0,
        }
        for column in binding.of(resource_id)
        if column.id not in present and (column.first is not None or column.id in rows)
    ]


def _is_required(row: ConfirmedColumn | None) -> bool:
    return bool(row and row.descriptor.get("constraints", {}).get("required"))
