"""The storage `ankang`: written once, never overwritten, never removed, served as attachment."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import flask
from ckan.lib import files
from ckan.lib.files import base
from ckan.lib.files.default import fs
from ckan.types import Response

from . import names

NAME = "ankang"
OWNER_TYPE = "ankang_file_version"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


class VersionUploader(base.Uploader):
    """Writes a version to the disk before anything says that it exists."""

    capabilities = files.Capability.CREATE
    storage: VersionStorage

    def upload(
        self, location: files.Location, upload: files.Upload, extras: dict[str, Any]
    ) -> files.FileData:
        reader = upload.hashing_reader(algorithm="sha256")
        try:
            # "x": two writers of one location can never meet.
            with Path(self.storage.full_path(location)).open("xb") as target:
                for chunk in reader:
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
        except FileExistsError as error:
            raise files.exc.ExistingFileError(self.storage, location) from error
        return files.FileData(
            location,
            size=reader.position,
            content_type=upload.content_type,
            hash=reader.get_hash(),
            algorithm="sha256",
        )


class VersionReader(fs.Reader):
    """Serves stored bytes so that no browser ever runs them."""

    def response(self, data: files.FileData, extras: dict[str, Any]) -> Response:
        if not self.storage.exists(data):
            raise files.exc.MissingFileError(self.storage, data.location)
        name = extras.get("filename") or data.location
        response = flask.send_file(
            self.storage.full_path(data.location),
            mimetype=data.content_type,
            etag=data.hash,
            conditional=True,
        )
        response.headers.update(HEADERS)
        # Flask's own fallback for 名录.xlsx is `.xlsx`.
        both = {"filename": names.latin_name(name), "filename*": f"UTF-8''{quote(name, safe='')}"}
        response.headers.set("Content-Disposition", "attachment", **both)
        # Flask says "charset=utf-8" of every text/*; a department's CSV is often GB18030.
        response.headers["Content-Type"] = data.content_type
        return response


class VersionManager(fs.FsStorage.ManagerFactory):  # type: ignore[name-defined,misc]
    """Looks, and does nothing else: core's file actions find no operation to call."""

    capabilities = files.Capability.EXISTS


class VersionStorage(fs.FsStorage):
    """CKAN's file system storage without anything that changes bytes."""

    UploaderFactory = VersionUploader
    ReaderFactory = VersionReader
    ManagerFactory = VersionManager


def version_path(version_id: str) -> Path:
    """Return where the bytes of a version lie, for reading inside this machine."""
    return Path(files.get_storage(NAME).full_path(files.Location(version_id)))


def put_back(version_id: str, source: Path, sha256: str) -> bool:
    """Bring lost bytes back from a file of equal content; nothing that lies there is ever overwritten."""
    target = version_path(version_id)
    if not source.is_file() or target.exists():
        return False
    copy = target.with_name(f"{target.name}.copy-{os.getpid()}")
    try:
        with source.open("rb") as reading, copy.open("w+b") as writing:
            shutil.copyfileobj(reading, writing)
            writing.flush()
            os.fsync(writing.fileno())
            writing.seek(0)
            right = hashlib.file_digest(writing, "sha256").hexdigest() == sha256
        if right:
            os.link(copy, target)
    finally:
        copy.unlink(missing_ok=True)
    return right
