"""Comparing two versions in the background, once for each pair."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.fence import FenceError, run_fenced
from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.tables import Limits

from . import config, storage
from .differences import compare_files
from .model import FileVersion, VersionDifference

KIND = "files.compare"
Json = dict[str, Any]


def key(old_id: str, new_id: str) -> str:
    """The key of the job that compares two versions."""
    return f"{KIND} {old_id} {new_id}"


def ask(old_id: str, new_id: str, *, priority: int = queue.BULK) -> None:
    """Have two versions compared, unless they are."""
    if model.Session.get(VersionDifference, (old_id, new_id)) is None:
        payload = {"old_id": old_id, "new_id": new_id}
        queue.enqueue(KIND, payload, key=key(old_id, new_id), priority=priority)


def compare_job(job: JobContext, payload: Json) -> None:
    """Compare in the fence; what cannot be compared says why, and is not tried again."""
    old, new = (model.Session.get(FileVersion, payload[name]) for name in ("old_id", "new_id"))
    if old is None or new is None or old.erased or new.erased:
        return
    if model.Session.get(VersionDifference, (old.id, new.id)) is not None:
        return
    note = tk._("比较两个版本")
    with TemporaryDirectory() as folder:
        target = Path(folder) / "rows.csv.gz"
        try:
            found = run_fenced(
                compare_files,
                _described(old),
                _described(new),
                target,
                primary_key=_primary_key(new),
                listed=config.difference_rows(),
                limits=asdict(Limits()),
                memory_bytes=config.difference_memory_bytes(),
                seconds=config.difference_seconds(),
                on_progress=lambda done, total: job.progress(done, total, note),
            )
            rows = target.read_bytes()
        except FenceError as error:
            found, rows = {"error": str(error)}, None
    model.Session.add(VersionDifference(old_id=old.id, new_id=new.id, found=found, rows=rows))


def _described(version: FileVersion) -> Json:
    """Where the bytes lie, and the ids and types that the report of the version gave its columns."""
    columns = _report(version)["facts"].get("columns", [])
    return {
        "path": str(storage.version_path(version.id)),
        "name": version.name,
        "ids": {column["title"]: column["id"] for column in columns},
        "types": {column["title"]: column["type"] for column in columns},
    }


def _primary_key(version: FileVersion) -> list[str]:
    named = _report(version)["schema"].get("primaryKey") or []
    return [named] if isinstance(named, str) else list(named)


def _report(version: FileVersion) -> Json:
    try:
        report: Json = tk.get_action("ankang_validation_show")(
            {"ignore_auth": True}, {"version_id": version.id}
        )
    except tk.ObjectNotFound:
        return {"facts": {}, "schema": {}}
    return report
