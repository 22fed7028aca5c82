"""What lies in the storage against what the table names: missing files, and files that nobody knows.

A young file may be one whose row is being written. An old one is moved aside into a dated folder, never removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.reconciliation.interfaces import Finding

from . import fixity, storage
from .model import FileVersion

HERE = ZoneInfo("Asia/Shanghai")
YOUNG = timedelta(days=7)
ASIDE = "orphans"


def reconcile(mend: bool) -> Iterator[Finding]:
    """Compare; with `mend` note what is missing and move aside what nobody knows."""
    folder = storage.version_path("x").parent
    lying = {path.name: path for path in folder.iterdir() if path.is_file()}
    rows = sa.select(FileVersion.id, FileVersion.location, FileVersion.name, FileVersion.erased)
    for version_id, location, name, erased in model.Session.execute(rows).all():
        there = lying.pop(location, None)
        if erased and there:
            # Its name may be what was to be forgotten.
            yield Finding("erased_file", version_id)
        elif not erased and not there:
            yield _missing(version_id, name, mend)
    for path in lying.values():
        yield _orphan(path, mend)


def _missing(version_id: str, name: str, mend: bool) -> Finding:
    if mend:
        fixity.check(version_id)
        model.Session.commit()
    return Finding("missing_file", version_id, name, mended=False)


def _orphan(path: Path, mend: bool) -> Finding:
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if datetime.now(UTC) - written < YOUNG:
        return Finding("orphan_file", path.name, note="写入不到七天，暂时不动")
    if not mend:
        return Finding("orphan_file", path.name)
    target = aside(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.rename(target)
    return Finding("orphan_file", path.name, mended=True, note=f"{ASIDE}/{target.parent.name}")


def aside(path: Path) -> Path:
    """Where an orphan is moved: beside the storage, under today's date."""
    day = datetime.now(HERE).date().isoformat()
    return path.parent.parent / ASIDE / day / path.name
