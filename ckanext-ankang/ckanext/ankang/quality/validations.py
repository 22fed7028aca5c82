"""How a version is validated, and what was found last."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.ankang.fence import FenceError, OnProgress, run_fenced
from ckanext.ankang.files.storage import version_path

from . import columns, config, confirmed
from .comparison import schema_changes, shapes
from .model import BROKE_DOWN, Validation
from .table_schemas import named_schema
from .validation import validate_table


@dataclass(frozen=True)
class Declared:
    """The schema that a version is held to, and whose it is: inferred, confirmed or named."""

    kind: str
    schema: dict[str, Any] | None = None
    name: str | None = None


def run(
    version: dict[str, Any],
    on_progress: OnProgress | None = None,
    table_schema: str | None = None,
) -> Validation:
    """Validate a version in the fence and add what was found to the caller's transaction.

    It is held to the named schema, else to the one that its resource names, else to what its
    publisher confirmed. What `on_progress(rows done, rows)` raises ends the validation and leaves
    nothing behind. Raises UnknownTableSchema.
    """
    resource_id = version["resource_id"]
    declared = _declared(resource_id, table_schema)
    found = _found(version, declared, columns.known_ids(resource_id), on_progress)
    found["facts"] |= {
        "schema_source": {"kind": declared.kind, "name": declared.name},
        "schema_changes": _changes(version, found),
    }
    row = Validation(
        version_id=version["id"],
        software={name: installed(name) for name in ("ckanext-ankang", "frictionless")},
        **found,
    )
    model.Session.add(row)
    model.Session.flush()
    return row


def latest(version_id: str) -> Validation | None:
    """Return the newest validation of a version."""
    found = sa.select(Validation).where(Validation.version_id == version_id)
    return model.Session.scalar(found.order_by(Validation.created.desc()).limit(1))


def public_before(version: dict[str, Any]) -> dict[str, Any] | None:
    """Return the newest public version of the same resource that is older than this one."""
    if not version["resource_id"]:
        return None
    versions = tk.get_action("ankang_file_version_list")(
        {"ignore_auth": True}, {"resource_id": version["resource_id"]}
    )
    older = (one for one in versions if one["published"] and one["number"] < version["number"])
    return next(older, None)


def _declared(resource_id: str | None, name: str | None) -> Declared:
    resource = model.Resource.get(resource_id) if resource_id else None
    name = name or (resource and (resource.extras or {}).get("table_schema")) or None
    if name:
        return Declared("named", named_schema(name), name)
    schema = confirmed.schema(resource_id)
    return Declared("confirmed", schema) if schema else Declared("inferred")


def _changes(version: dict[str, Any], found: dict[str, Any]) -> list[dict[str, str]]:
    before = public_before(version)
    known = latest(before["id"]) if before else None
    after = shapes(found["schema"], found["facts"])
    if known is None or not after:
        return []
    return schema_changes(shapes(known.schema, known.facts), after)


def _found(
    version: dict[str, Any],
    declared: Declared,
    ids: dict[str, str],
    on_progress: OnProgress | None,
) -> dict[str, Any]:
    try:
        found = run_fenced(
            validate_table,
            version_path(version["id"]),
            name=version["name"],
            schema=declared.schema,
            checklist=(declared.schema or {}).get("ankang:checklist"),
            ids=ids,
            limits=asdict(config.limits()),
            memory_bytes=config.memory_bytes(),
            seconds=config.seconds(),
            on_progress=on_progress,
        )
    except FenceError as error:
        return _broken_down(error)
    return _storable(found)


def _broken_down(error: FenceError) -> dict[str, Any]:
    """No judgement was reached; nothing is public without one, so it reads as unreadable."""
    nothing: dict[str, Any] = {"report": {}, "schema": {}, "findings": []}
    facts = {BROKE_DOWN: type(error).__name__}
    return {"verdict": "unreadable", "sentence": str(error), "rows": 0, "facts": facts, **nothing}


def _storable(found: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL stores no NUL character in text or JSON."""
    text = json.dumps(found, default=str, allow_nan=False, ensure_ascii=True)
    return dict(json.loads(text.replace("\\u0000", "\\ufffd")))
