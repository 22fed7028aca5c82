"""How a version is validated, and what was found last."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC
from importlib.metadata import version as installed
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.ankang.fence import FenceFailed, FenceOverrun, OnProgress, isolates, run_fenced
from ckanext.ankang.files.storage import version_path

from . import config
from .model import BROKE_DOWN, Validation
from .validation import STANDARD, checklist_digest, unreadable, validate_table

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


def run(version: Json, on_progress: OnProgress | None = None) -> Validation:
    """Validate a version in the fence and add what was found to the caller's transaction.

    What `on_progress(rows done, rows)` raises ends the validation and leaves nothing behind, and
    so does the fence's own breakdown (`FenceFailed`), which need not be the file's fault.
    """
    try:
        found = run_fenced(
            validate_table,
            version_path(version["id"]),
            name=version["name"],
            checklist=STANDARD,
            limits=asdict(config.limits()),
            memory_bytes=config.memory_bytes(),
            seconds=config.seconds(),
            on_progress=on_progress,
        )
    except FenceOverrun as overrun:
        # More than any file may need: that is the file's, and would be the same the next time.
        found = asdict(unreadable(version["name"], str(overrun)))
    return _keep(version, found, {})


def run_once(version: Json) -> Validation:
    """The same for who will not try again: a breakdown becomes a validation that says so."""
    try:
        return run(version)
    except FenceFailed as error:
        found = asdict(unreadable(version["name"], str(error)))
        return _keep(version, found, {BROKE_DOWN: type(error).__name__})


def latest(version_id: str) -> Validation | None:
    """Return the newest validation of a version."""
    found = sa.select(Validation).where(Validation.version_id == version_id)
    return model.Session.scalar(found.order_by(Validation.created.desc()).limit(1))


def history(version_ids: Iterable[str]) -> list[Json]:
    """Return the summaries of all validations of these versions, newest first."""
    found = sa.select(*_LIGHT).where(Validation.version_id.in_(list(version_ids)))
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


def _summary(row: Any) -> Json:
    return {**row._mapping, "created": row.created.astimezone(UTC).isoformat()}


def _keep(version: Json, found: Json, facts: Json) -> Validation:
    stored = _storable(found)
    stored["facts"] |= {"isolated": isolates(), **facts}
    row = Validation(version_id=version["id"], software=_software(), **stored)
    model.Session.add(row)
    model.Session.flush()
    return row


def _software() -> Json:
    """What judged: a later judgement by something else may differ."""
    checklist = {"checklist": STANDARD, "checklist_sha256": checklist_digest(STANDARD)}
    return {**{name: installed(name) for name in SOFTWARE}, **checklist}


def _storable(found: Json) -> Json:
    """PostgreSQL stores no NUL character in text or JSON."""
    text = json.dumps(found, default=str, allow_nan=False, ensure_ascii=True)
    return dict(json.loads(text.replace("\\u0000", "\\ufffd")))
