"""What lies in the storage against what the table names: missing files, and files that nobody knows.

A missing file is put back from equal bytes, where they lie; else its department is told, and room `harvest` has
its source read again. A young file may be one whose row is being written. An old one is moved aside into a dated folder, never removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.notices.kinds import kinds
from ckanext.ankang.notices.members import writers
from ckanext.ankang.reconciliation.interfaces import Finding
from ckanext.ankang.review import audit

from . import fixity, storage
from .model import FileVersion

HERE = ZoneInfo("Asia/Shanghai")
YOUNG = timedelta(days=7)
ASIDE = "orphans"
NOTICE = "file_missing"


def reconcile(mend: bool) -> Iterator[Finding]:
    """Compare; with `mend` put back what is missing and move aside what nobody knows."""
    lying = {path.name: path for path in _folder().iterdir() if path.is_file()}
    rows = sa.select(FileVersion.id, FileVersion.location, FileVersion.erased)
    for version_id, location, erased in model.Session.execute(rows).all():
        there = lying.pop(location, None)
        if erased and there:
            # Its name may be what was to be forgotten.
            yield Finding("erased_file", version_id)
        elif not erased and not there:
            yield _missing(version_id, mend)
    for path in lying.values():
        yield _orphan(path, mend)


def _folder() -> Path:
    return storage.version_path("x").parent


def _missing(version_id: str, mend: bool) -> Finding:
    version = model.Session.get(FileVersion, version_id)
    assert version is not None
    if not mend:
        return Finding("missing_file", version_id, version.name)
    found = next(filter(None, (_put_back(version, path) for path in _equal(version))), "")
    if fixity.check(version_id):
        _tell(version)
    model.Session.commit()
    return Finding("missing_file", version_id, version.name, mended=bool(found), note=found)


def _equal(version: FileVersion) -> Iterator[Path]:
    """Where its bytes may lie: as another version of equal content, or moved aside by hand or by us."""
    twins = sa.select(FileVersion.location).where(
        FileVersion.sha256 == version.sha256,
        FileVersion.id != version.id,
        FileVersion.erased.is_(None),
    )
    yield from (_folder() / location for location in model.Session.scalars(twins))
    yield from (_folder().parent / ASIDE).glob(f"*/{version.location}")


def _put_back(version: FileVersion, path: Path) -> str:
    """Copy the bytes if they are the right ones; where from."""
    if not storage.put_back(version.id, path, version.sha256):
        return ""
    place = path.relative_to(_folder().parent)
    audit.record(fixity.ACTOR, "fixity.restored", version.id, number=version.number)
    return f"由 {place} 复原"


def _tell(version: FileVersion) -> None:
    """Its department is told once: whoever has the file can hand it in again."""
    resource = model.Resource.get(version.resource_id) if version.resource_id else None
    package = model.Package.get(resource.package_id) if resource else None
    if package is None or not package.owner_org:
        return
    notice = {
        "persons": list(writers(package.owner_org)),
        "kind": NOTICE,
        "key": f"missing:{version.id}",
        "title": tk._(kinds()[NOTICE].sentence).format(title=package.title),
        "link": str(tk.h.url_for(f"{package.type}.read", id=package.name, locale="default")),
    }
    tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)


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
