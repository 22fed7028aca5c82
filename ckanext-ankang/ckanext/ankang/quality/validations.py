"""How a version is validated, and what was found last."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version as installed
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.ankang.fence import FenceError, OnProgress, run_fenced
from ckanext.ankang.files.storage import version_path

from . import config
from .model import BROKE_DOWN, Validation
from .validation import validate_table


def run(version: dict[str, Any], on_progress: OnProgress | None = None) -> Validation:
    """Validate a version in the fence and add what was found to the caller's transaction.

    What `on_progress(rows done, rows)` raises ends the validation and leaves nothing behind.
    """
    row = Validation(
        version_id=version["id"],
        software={name: installed(name) for name in ("ckanext-ankang", "frictionless")},
        **_found(version, on_progress),
    )
    model.Session.add(row)
    model.Session.flush()
    return row


def latest(version_id: str) -> Validation | None:
    """Return the newest validation of a version."""
    found = sa.select(Validation).where(Validation.version_id == version_id)
    return model.Session.scalar(found.order_by(Validation.created.desc()).limit(1))


def _found(version: dict[str, Any], on_progress: OnProgress | None) -> dict[str, Any]:
    try:
        found = run_fenced(
            validate_table,
            version_path(version["id"]),
            name=version["name"],
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
