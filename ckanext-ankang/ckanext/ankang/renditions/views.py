"""Downloads of the files made of a text, and what stands there until they are made."""

from __future__ import annotations

import base64
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import files
from flask import Blueprint, Response, make_response

from ckanext.ankang.files import names

from . import imprint, making, shelf

ankang_renditions = Blueprint("ankang_renditions", __name__)
Json = dict[str, Any]
LATER_SECONDS = 5


@ankang_renditions.route("/document/<id>/<int(min=1):number>.<any(docx, pdf):format>")
def download(id: str, number: int, format: str) -> Response:
    """Send the file of one text; 202 while it is being made, 503 when that failed."""
    try:
        found = tk.get_action("ankang_rendition_list")({}, {"id": id, "number": number})
        package = tk.get_action("package_show")({}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("没有找到这份文件的这个文本，或者它还没有公开。"))
    chosen = next(one for one in found if one["format"] == format)
    if chosen["state"] == "ready" and shelf.path(chosen["sha256"]).is_file():
        return _sent(package, chosen)
    return _later(package, chosen)


def _sent(package: Json, chosen: Json) -> Response:
    name = names.clean_name(f"{package['title']}{_day(package, chosen)}.{chosen['format']}")
    data = files.FileData(
        files.Location(chosen["sha256"]),
        size=chosen["size"],
        content_type=names.media_type(name),
        hash=chosen["sha256"],
    )
    answer: Response = files.get_storage(shelf.NAME).as_response(data, name)
    # Asked anew each time: a document that is withdrawn is gone from every cache at once.
    private = package["private"]
    answer.headers["Cache-Control"] = "private, no-store" if private else "public, no-cache"
    digest = base64.b64encode(bytes.fromhex(chosen["sha256"])).decode()
    # RFC 9530: whoever keeps the file can say that it is the one offered here.
    answer.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return answer


def _day(package: Json, chosen: Json) -> str:
    """Which text it is, for a folder that holds several."""
    text = making.text_of(package["id"], chosen["number"])
    day = imprint.text_day(package, text["version"]) if text else ""
    return f"（{day}）" if day else ""


def _later(package: Json, chosen: Json) -> Response:
    failed = chosen["state"] == "failed"
    page = {"package": package, "failed": failed, "format": chosen["format"]}
    answer = make_response(tk.render("ankang/renditions/later.html", page), 503 if failed else 202)
    answer.headers["Cache-Control"] = "no-store"
    if not failed:
        answer.headers["Retry-After"] = str(LATER_SECONDS)
    return answer
