"""Core's resource upload, turned into a new version.

`IUploader.get_resource_uploader` is the one place all doors pass (form, `resource_*`,
`package_update`, `package_patch`, `package_revise`; core has none in `package_create`), and its
`upload` runs inside core's transaction. Chained actions would need one per door and a commit of
their own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from flask import has_request_context
from werkzeug.datastructures import FileStorage

from ckanext.ankang.jobs import queue

from . import errors, versions

URL_TYPE = "ankang_version"
# What a resource says about its published version: only publishing changes it.
PUBLISHED = ("url", "url_type", "size", "hash", "mimetype", "version_id", "rows")
PUBLISHED_EXTRAS = ("validation_status", "validation_time")


class VersionUpload:
    """Keeps a handed-in file as a waiting version; the resource goes on showing the public one."""

    def __init__(self, resource: dict[str, Any]) -> None:
        upload = resource.pop("upload", None)
        cleared = resource.pop("clear_upload", None)
        self.upload_file = upload if isinstance(upload, FileStorage) and upload else None
        if self.upload_file:
            _keep_published(resource)
        elif cleared:
            # A link replaces the file; the bytes of its versions stay.
            resource["url_type"] = ""

    def upload(self, id: str, max_size: int = 0) -> None:
        """Store the version in core's transaction and ask for its validation."""
        if self.upload_file is None:
            return
        try:
            version = versions.store(self.upload_file, resource_id=id, user=_person())
        except errors.FileError as error:
            raise tk.ValidationError(
                {"upload": [tk._(error.template).format(**error.fields)]}
            ) from error
        queue.enqueue(
            "quality.validate", {"version_id": version.id}, key=f"quality.validate {version.id}"
        )

    def get_path(self, id: str) -> str:
        """Core asks this only for its own uploads, of which the portal has none."""
        raise tk.ObjectNotFound(id)


def readdress(resource: dict[str, Any]) -> dict[str, Any]:
    """Point a stored file to where the portal answers now: its address may have changed since."""
    _, place, version = (resource.get("url") or "").partition("/version/")
    if resource.get("url_type") == URL_TYPE and place:
        resource["url"] = f"{tk.config['ckan.site_url'].rstrip('/')}{place}{version}"
    return resource


def _keep_published(resource: dict[str, Any]) -> None:
    stored = model.Resource.get(resource["id"]) if resource.get("id") else None
    known = {**(stored.extras or {}), **stored.as_dict()} if stored else {"url_type": URL_TYPE}
    for field in (*PUBLISHED, *PUBLISHED_EXTRAS):
        resource.pop(field, None)
        if known.get(field) is not None:
            resource[field] = known[field]
    resource.setdefault("url", "")
    # Core saves nothing, the version included, when no field of the package changed.
    resource["last_modified"] = datetime.now(UTC).replace(tzinfo=None)


def _person() -> str | None:
    return tk.current_user.name or None if has_request_context() else None
