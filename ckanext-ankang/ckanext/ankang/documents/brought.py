"""A file that a department brings in twice is one draft: which one, and who is reading it now."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from . import config
from .model import DocumentArrival

Json = dict[str, Any]
_COLUMNS = DocumentArrival.__table__.c
# What became of a draft that no longer holds the place of its file (drafts/revisions.py).
_GONE = "dropped"


class Begun(Exception):
    """The file is a draft already, or is becoming one: `revision` is None until it is made."""

    def __init__(self, revision: Json | None) -> None:
        super().__init__()
        self.revision = revision


def sha256(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def claim(department: str, digest: str) -> None:
    """Hold the place of this file's draft; raises `Begun`. Commits, so that everybody sees it."""
    held = _held(department, digest)
    if held is not None:
        raise Begun(held)
    begun = datetime.now(UTC)
    stale = begun - timedelta(seconds=2 * config.reading_seconds())
    place = insert(DocumentArrival).values(department=department, sha256=digest, begun=begun)
    taken = place.on_conflict_do_update(
        index_elements=["department", "sha256"],
        set_={"revision_id": None, "begun": begun},
        where=sa.or_(_COLUMNS.revision_id.is_not(None), _COLUMNS.begun < stale),
    ).returning(_COLUMNS.sha256)
    won = model.Session.scalar(taken)
    model.Session.commit()
    if won is None:
        raise Begun(None)


def keep(department: str, digest: str, revision_id: str | None) -> None:
    """Say which draft the file became; without one its place is free again."""
    mine = sa.and_(_COLUMNS.department == department, _COLUMNS.sha256 == digest)
    table = DocumentArrival.__table__
    done = table.update().values(revision_id=revision_id) if revision_id else table.delete()
    model.Session.execute(done.where(mine))
    model.Session.commit()


def _held(department: str, digest: str) -> Json | None:
    """The draft of this file, unless it was dropped."""
    query = sa.select(_COLUMNS.revision_id).where(
        _COLUMNS.department == department, _COLUMNS.sha256 == digest
    )
    if not (found := model.Session.scalar(query)):
        return None
    try:
        asked: Any = {"ignore_auth": True}
        revision: Json = tk.get_action("ankang_revision_show")(asked, {"id": found})
    except tk.ObjectNotFound:
        return None
    return None if revision["state"] == _GONE else revision
