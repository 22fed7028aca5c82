"""The download of a version."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import files
from flask import Blueprint

from . import storage

ankang_files = Blueprint("ankang_files", __name__)


@ankang_files.route("/version/<id>/<name>")
def download(id: str, name: str) -> Any:
    """Send the original bytes under their original name, whatever name the address carries."""
    try:
        version = tk.get_action("ankang_file_version_show")({}, {"id": id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("没有这个文件版本，或者它还没有公开。"))
    data = files.FileData(
        files.Location(id),
        size=version["size"],
        content_type=version["media_type"],
        hash=version["sha256"],
    )
    response = files.get_storage(storage.NAME).as_response(data, version["name"])
    if not version["published"]:
        response.headers["Cache-Control"] = "private, no-store"
    return response
