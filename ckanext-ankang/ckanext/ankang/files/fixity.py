"""Every stored file is read again within some days, and a flipped byte is reported by name."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import ckan.model as model
import sqlalchemy as sa

from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.review import audit

from . import config, storage
from .model import FileVersion

KIND = "files.fixity"
MISSING = "missing"
ACTOR = "ankang"


def check_job(job: JobContext, _payload: dict[str, object]) -> None:
    """Read today's share: the files whose last reading is oldest, one transaction each."""
    due = _due()
    for done, version_id in enumerate(due):
        check(version_id)
        model.Session.commit()
        job.progress(done + 1, len(due))


def check(version_id: str) -> str | None:
    """Read one file again; return what it is now if that is not what it was."""
    version = model.Session.get(FileVersion, version_id)
    if version is None or version.erased:
        return None
    found = digest(version_id)
    fault = None if found == version.sha256 else found
    if fault and fault != version.fault:
        # The file's name stays out of a log that nothing is ever taken from.
        facts = {"number": version.number, "expected": version.sha256, "found": fault}
        audit.record(ACTOR, "fixity.fault", version.id, **facts)
    version.checked, version.fault = datetime.now(UTC), fault
    return fault


def digest(version_id: str) -> str:
    """The SHA-256 of what lies on the disk; `missing` where no file does."""
    path = storage.version_path(version_id)
    if not path.is_file():
        # A pipe or a device has no bytes of ours, and opening one may never end.
        return MISSING
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _due() -> list[str]:
    """One of so many days' shares, and whatever waits longer than it may."""
    standing = FileVersion.erased.is_(None)
    count = model.Session.scalar(
        sa.select(sa.func.count()).select_from(FileVersion).where(standing)
    )
    share = -(-int(count or 0) // config.fixity_days())
    oldest = sa.select(FileVersion.id).where(standing)
    return list(
        model.Session.scalars(
            oldest.order_by(FileVersion.checked.asc().nulls_first(), FileVersion.id).limit(share)
        )
    )
