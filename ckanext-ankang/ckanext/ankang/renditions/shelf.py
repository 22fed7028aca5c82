"""Where the files lie: beside the versions of files, each under its own SHA-256.

They are derived and can be made again, so they are replaced and removed, unlike versions.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from ckan import model
from ckan.lib import files

from .model import Rendition

NAME = "renditions"


def path(sha256: str) -> Path:
    """Where the bytes of this digest lie."""
    return Path(files.get_storage(NAME).full_path(files.Location(sha256)))


def keep(content: bytes) -> str:
    """Put bytes on the disk, whole or not at all; answer their digest."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path(sha256)
    unfinished = target.with_name(f"{uuid4().hex}.part")
    with unfinished.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)
    return sha256


def holds(rendition: Rendition) -> bool:
    """Whether the bytes of a row lie where they should."""
    return path(rendition.sha256).is_file()


def drop(sha256: str) -> None:
    """Remove bytes that no row names any more."""
    path(sha256).unlink(missing_ok=True)


def sweep(before: float) -> int:
    """Remove what no row names and what was last written before a moment; answer how much."""
    named = set(model.Session.scalars(sa.select(Rendition.sha256)))
    folder = path("x").parent
    lost = [one for one in folder.iterdir() if one.name not in named]
    old = [one for one in lost if one.stat().st_mtime < before]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def of_text(package_id: str, number: int) -> dict[str, Rendition]:
    """What was made of one text, by format."""
    chosen = sa.select(Rendition).where(
        Rendition.package_id == package_id, Rendition.number == number
    )
    return {row.format: row for row in model.Session.scalars(chosen)}


def forget(package_id: str) -> bool:
    """Remove everything made of a document, in the caller's transaction; whether there was any."""
    gone = sa.delete(Rendition).where(Rendition.package_id == package_id)
    made = model.Session.scalars(gone.returning(Rendition.sha256)).all()
    for sha256 in made:
        drop(sha256)
    return bool(made)
