"""How a version is validated, and what was found last."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC
from importlib.metadata import version as installed
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ckanext.ankang.fence import FenceFailed, FenceOverrun, OnProgress, isolates, run_fenced
from ckanext.ankang.files.model import FileVersion
from ckanext.ankang.files.storage import version_path

from . import config
from .checklists import STANDARD, checklist_digest
from .columns import binding, confirmed
from .columns.comparison import schema_changes, shapes
from .model import BROKE_DOWN, Validation
from .table_schemas import named_schema
from .validation import unreadable, validate_table

Json = dict[str, Any]
SOFTWARE = ("ckanext-ankang", "frictionless")
# A report may be large; lists and badges need none of it.
_LIGHT = (
    Validation.id,
    Validation.version_id,
    Validation.created,
    Validation.verdict,
    Validation.sentence,
    Validation.rows,
    Validation.facts.has_key(BROKE_DOWN).label(BROKE_DOWN),
    Validation.software,
)
_NEWEST_FIRST = (Validation.created.desc(), Validation.id)


@dataclass(frozen=True)
class Declared:
    """The schema that a version is held to, and whose it is: inferred, confirmed or named."""

    kind: str
    schema: dict[str, Any] | None = None
    name: str | None = None
    # The revision of each column that what was confirmed comes from.
    revisions: dict[str, int] = field(default_factory=dict)

    @property
    def checklist(self) -> str:
        """The checklist that the schema names, or the standard one."""
        return str((self.schema or {}).get("ankang:checklist") or STANDARD)


def run(
    version: Json, on_progress: OnProgress | None = None, table_schema: str | None = None
) -> Validation:
    """Validate a version in the fence and add what was found to the caller's transaction.

    It is held to the named schema, else to the one that its resource names, else to what its
    publisher confirmed. What `on_progress(rows done, rows)` raises ends the validation and leaves
    nothing behind, and so does the fence's own breakdown (`FenceFailed`), which need not be the
    file's fault. Raises UnknownTableSchema.
    """
    waiting = _reviewed_later(version)
    declared = _declared(version, table_schema)
    try:
        found = run_fenced(
            validate_table,
            version_path(version["id"]),
            name=version["name"],
            schema=declared.schema,
            checklist=declared.checklist,
            ids=binding.known_ids(version["resource_id"], waiting=waiting),
            previous=_profile_before(version),
            limits=asdict(config.limits()),
            memory_bytes=config.memory_bytes(),
            seconds=config.seconds(),
            on_progress=on_progress,
        )
    except FenceOverrun as overrun:
        # More than any file may need: that is the file's, and would be the same the next time.
        found = asdict(unreadable(version["name"], str(overrun)))
    if waiting and (now := _public_by_now(version)):
        # What waits was no part of its case: judge again without it.
        return run(now, on_progress, table_schema)
    return _keep(version, declared, found, {})


def run_once(version: Json, table_schema: str | None = None) -> Validation:
    """The same for who will not try again: a breakdown becomes a validation that says so."""
    try:
        return run(version, table_schema=table_schema)
    except FenceFailed as error:
        found = asdict(unreadable(version["name"], str(error)))
        declared = _declared(version, table_schema)
        return _keep(version, declared, found, {BROKE_DOWN: type(error).__name__})


def latest(version_id: str) -> Validation | None:
    """Return the newest validation of a version."""
    found = sa.select(Validation).where(Validation.version_id == version_id)
    return model.Session.scalar(found.order_by(Validation.created.desc()).limit(1))


def public_before(version: Json) -> Json | None:
    """Return the newest public version of the same resource that is older than this one."""
    if not version["resource_id"]:
        return None
    versions = tk.get_action("ankang_file_version_list")(
        {"ignore_auth": True}, {"resource_id": version["resource_id"]}
    )
    older = (one for one in versions if one["published"] and one["number"] < version["number"])
    return next(older, None)


def published_with(version_id: str) -> Validation | None:
    """Return the report with which a version became public; None for one that is not."""
    published = sa.select(FileVersion.published).where(FileVersion.id == version_id)
    found = sa.select(Validation).where(
        Validation.version_id == version_id, Validation.created <= published.scalar_subquery()
    )
    return model.Session.scalar(found.order_by(*_NEWEST_FIRST).limit(1))


def history(version_ids: Iterable[str], *, drafts: bool = True) -> list[Json]:
    """Return the summaries of all validations of these versions, newest first.

    Without `drafts` none that is older than the one with which its version became public.
    """
    found = sa.select(*_LIGHT).where(Validation.version_id.in_(list(version_ids)))
    if not drafts:
        later = aliased(Validation)
        found = found.where(
            ~sa.exists().where(
                later.version_id == Validation.version_id,
                later.created > Validation.created,
                later.created <= FileVersion.published,
                FileVersion.id == later.version_id,
            )
        )
    return [_summary(row) for row in model.Session.execute(found.order_by(*_NEWEST_FIRST))]


def summaries(version_ids: Iterable[str]) -> dict[str, Json]:
    """Return the summary of the newest validation of each of these versions that has one."""
    found = sa.select(*_LIGHT).where(Validation.version_id.in_(list(version_ids)))
    newest = found.distinct(Validation.version_id).order_by(Validation.version_id, *_NEWEST_FIRST)
    return {row.version_id: _summary(row) for row in model.Session.execute(newest)}


def table_schema(version_id: str) -> Json:
    """Return the Table Schema that was found with the newest validation; empty without one."""
    found = sa.select(Validation.schema).where(Validation.version_id == version_id)
    return model.Session.scalar(found.order_by(*_NEWEST_FIRST).limit(1)) or {}


def _reviewed_later(version: Json) -> bool:
    """Whether a case will be decided on this very version, so that what waits is reviewed with it.

    A harvested version becomes public by a standing approval, which nobody gave to what clerks say.
    """
    return not version["published"] and version["source"] == "upload"


def _public_by_now(version: Json) -> Json | None:
    """Return the version if it became public meanwhile; a publication under way is waited for."""
    if not version["resource_id"]:
        return None
    binding.lock(version["resource_id"])
    # A row that this session read before would be answered from its memory.
    model.Session.flush()
    model.Session.expire_all()
    now: Json = tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True}, {"id": version["id"]}
    )
    return now if now["published"] else None


def _declared(version: Json, name: str | None) -> Declared:
    resource_id, waiting = version["resource_id"], _reviewed_later(version)
    name = name or _named(version)
    if name:
        return Declared("named", named_schema(name), name)
    schema = confirmed.schema(resource_id, waiting=waiting)
    if schema is None:
        return Declared("inferred")
    rows = confirmed.standing(resource_id, waiting=waiting)
    revisions = {column_id: row.revision for column_id, row in rows.items()}
    return Declared("confirmed", schema, revisions=revisions)


def _named(version: Json) -> str | None:
    """The schema that the resource names: as its draft says while the version waits."""
    resource_id = version["resource_id"]
    if not resource_id:
        return None
    if not version["published"]:
        with suppress(tk.ObjectNotFound):
            drafted: Json = tk.get_action("ankang_revision_resource_show")(
                {"ignore_auth": True}, {"id": resource_id}
            )
            return drafted.get("table_schema")
    resource = model.Resource.get(resource_id)
    return (resource.extras or {}).get("table_schema") or None if resource else None


def _profile_before(version: Json) -> Json | None:
    """What the last public version was like, for what changed beyond belief."""
    before = public_before(version)
    known = latest(before["id"]) if before else None
    return known.facts.get("profile") if known else None


def _changes(version: Json, found: Json) -> list[dict[str, str]]:
    before = public_before(version)
    known = latest(before["id"]) if before else None
    after = shapes(found["schema"], found["facts"])
    if known is None or not after:
        return []
    return schema_changes(shapes(known.schema, known.facts), after)


def _summary(row: Any) -> Json:
    return {**row._mapping, "created": row.created.astimezone(UTC).isoformat()}


def _keep(version: Json, declared: Declared, found: Json, facts: Json) -> Validation:
    stored = _storable(found)
    stored["facts"] |= {
        "schema_source": {"kind": declared.kind, "name": declared.name},
        "confirmed_revisions": declared.revisions,
        "schema_changes": _changes(version, stored),
        "isolated": isolates(),
        **facts,
    }
    row = Validation(version_id=version["id"], software=_software(declared), **stored)
    model.Session.add(row)
    model.Session.flush()
    return row


def _software(declared: Declared) -> Json:
    """What judged: a later judgement by something else may differ."""
    name = declared.checklist
    checklist = {"checklist": name, "checklist_sha256": checklist_digest(name)}
    return {**{package: installed(package) for package in SOFTWARE}, **checklist}


def _storable(found: Json) -> Json:
    """PostgreSQL stores no NUL character in text or JSON."""
    text = json.dumps(found, default=str, allow_nan=False, ensure_ascii=True)
    return dict(json.loads(text.replace("\\u0000", "\\ufffd")))
