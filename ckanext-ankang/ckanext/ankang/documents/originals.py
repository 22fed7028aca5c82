"""Originals as PDF, to be shown beside their text: the file itself, or what LibreOffice prints of it.

What was printed is kept for some days, because every page of it is a request of its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ckanext.ankang.fence import run_fenced
from ckanext.ankang.files.storage import version_path

from . import config, pages

Json = dict[str, Any]
_OFFICE = (".docx", ".doc", ".wps", ".rtf")
_KEPT_SECONDS = 7 * 24 * 3600


def pdf(version: Json) -> Path | None:
    """The original of a version as a PDF, None where none can be made; raises FenceError."""
    suffix = Path(version["name"]).suffix.lower()
    if suffix == ".pdf":
        return Path(version_path(version["id"]))
    return _printed(version) if suffix in _OFFICE else None


def forget(version_ids: Iterable[str]) -> None:
    """Delete what was printed of these versions."""
    for id_ in version_ids:
        (config.originals_folder() / f"{id_}.pdf").unlink(missing_ok=True)


def _printed(version: Json) -> Path:
    folder = config.originals_folder()
    target = folder / f"{version['id']}.pdf"
    if not target.is_file():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget_old(folder)
        # Complete before it has its name: two readers may ask at once.
        with TemporaryDirectory(dir=folder) as workshop:
            _print(version, Path(workshop) / "printed.pdf").replace(target)
    return target


def _print(version: Json, target: Path) -> Path:
    run_fenced(
        pages.print_office,
        str(version_path(version["id"])),
        version["name"],
        str(target),
        config.reading_limits().converted_bytes,
        memory_bytes=config.reading_memory_bytes(),
        seconds=config.reading_seconds(),
    )
    return target


def _forget_old(folder: Path) -> None:
    before = time.time() - _KEPT_SECONDS
    for one in folder.glob("*.pdf"):
        if one.stat().st_mtime < before:
            one.unlink(missing_ok=True)
