"""Downloads, the addresses that stay, the history of a dataset, and what stands where it was."""

from __future__ import annotations

import gzip
from datetime import date
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib import files
from flask import Blueprint, Response, abort, make_response, request

from . import addresses, gone, history, storage
from .erasure_views import ankang_erasures
from .model import VersionDifference

__all__ = ["ankang_erasures", "ankang_files"]

Json = dict[str, Any]
ankang_files = Blueprint("ankang_files", __name__)
# Addresses of datasets and documents begin so; whatever stands below goes with them.
PLACES = ("/dataset/", "/document/", "/doc/")


@ankang_files.before_app_request
def say_what_is_gone() -> Any:
    """Answer for a dataset that was public and is no more, and lead from a name it had before."""
    name = (request.view_args or {}).get("id")
    if not name or request.method not in ("GET", "HEAD") or not request.path.startswith(PLACES):
        return None
    return _instead(name) if _is_missing(name) else None


@ankang_files.route("/version/<id>/<name>")
def download(id: str, name: str) -> Any:
    """Send the original bytes under their original name, whatever name the address carries."""
    try:
        version = tk.get_action("ankang_file_version_show")({}, {"id": id})
    except tk.ObjectNotFound:
        return _missing_version(id)
    return _sent(version)


@ankang_files.route("/data/<dataset>/<resource>")
def current(dataset: str, resource: str) -> Any:
    """The version public on the day `as_of`, or the way to the newest."""
    found, versions = _asked(dataset, resource)
    if "as_of" not in request.args:
        return tk.redirect_to(
            "ankang_files.latest", dataset=found["package_name"], resource=resource
        )
    try:
        day = date.fromisoformat(request.args["as_of"])
    except ValueError:
        return tk.abort(400, tk._("as_of 要写成 2026-11-24 这样的日期。"))
    return _sent_as(addresses.as_of(versions, day), found)


@ankang_files.route("/data/<dataset>/<resource>/latest")
def latest(dataset: str, resource: str) -> Any:
    """The version that the resource shows now."""
    found, versions = _asked(dataset, resource)
    return _sent_as(addresses.latest(versions, found.get("version_id")), found)


@ankang_files.route("/data/<dataset>/<resource>/version/<int:number>")
def numbered(dataset: str, resource: str, number: int) -> Any:
    """One version, for ever."""
    found, versions = _asked(dataset, resource)
    version = addresses.numbered(versions, number)
    if version is None and (erased := gone.numbered(found["id"], number)):
        return _gone(erased)
    return _sent_as(version, found)


@ankang_files.route("/dataset/<id>/history")
@ankang_files.route("/dataset/<id>/resource/<resource_id>/history")
def dataset_history(id: str, resource_id: str | None = None) -> Any:
    """Every public version of a dataset's resources, with what changed."""
    try:
        package = tk.get_action("package_show")({}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("没有这个数据集，或者它还没有公开。"))
    chosen = [one for one in package["resources"] if resource_id in (None, one["id"])]
    return tk.render(
        "ankang/files/history.html",
        {
            "pkg": package,
            "resources": [(one, *_past(one)) for one in chosen],
            "changes": history.changes_of(package["id"]),
        },
    )


@ankang_files.route("/difference/<old_id>/<new_id>.csv")
def difference(old_id: str, new_id: str) -> Any:
    """The rows that differ between two versions."""
    try:
        tk.get_action("ankang_file_difference_show")({}, {"old_id": old_id, "new_id": new_id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("没有这个文件版本，或者它还没有公开。"))
    row = model.Session.get(VersionDifference, (old_id, new_id))
    if row is None or row.rows is None:
        return tk.abort(404, tk._("这两个版本还没有比较结果。"))
    answer = make_response(gzip.decompress(row.rows))
    answer.headers.update(storage.HEADERS)
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers.set("Content-Disposition", "attachment", filename=f"{new_id}.csv")
    return answer


def _past(resource: Json) -> tuple[list[tuple[Json, Json | None]], dict[str, Any], dict[str, Json]]:
    """A resource's versions in pairs, their comparisons and the verdicts on them."""
    versions = addresses.public_versions(resource["id"])
    reports = tk.get_action("ankang_validation_list")({}, {"resource_id": resource["id"]})
    verdicts: dict[str, Json] = {}
    for report in reports:
        verdicts.setdefault(report["version_id"], report)
    return history.pairs(versions), history.differences(versions), verdicts


def _asked(dataset: str, resource: str) -> tuple[Json, list[Json]]:
    """The resource and its public versions, or what stands instead."""
    try:
        found = addresses.resource_of(dataset, resource)
    except (tk.ObjectNotFound, tk.NotAuthorized) as error:
        if answer := _instead(dataset):
            abort(answer)
        return tk.abort(404, str(error))
    return found, addresses.public_versions(found["id"])


def _sent_as(version: Json | None, resource: Json) -> Any:
    """The bytes, with the address at which they will always be."""
    if version is None:
        return tk.abort(404, tk._("没有这个文件版本，或者它还没有公开。"))
    answer = _sent(version)
    # Asked anew each time: a version that is erased must be gone from every cache at once.
    answer.headers["Cache-Control"] = "public, no-cache"
    address = tk.url_for(
        "ankang_files.numbered",
        dataset=resource["package_name"],
        resource=resource["id"],
        number=version["number"],
        _external=True,
    )
    answer.headers["Link"] = f'<{address}>; rel="canonical"'
    return answer


def _sent(version: Json) -> Response:
    data = files.FileData(
        files.Location(version["id"]),
        size=version["size"],
        content_type=version["media_type"],
        hash=version["sha256"],
    )
    response: Response = files.get_storage(storage.NAME).as_response(data, version["name"])
    if not version["published"]:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _missing_version(id: str) -> Any:
    if found := gone.of_version(id):
        return _gone(found)
    return tk.abort(404, tk._("没有这个文件版本，或者它还没有公开。"))


def _is_missing(name: str) -> bool:
    """Whether the asker sees no dataset of this name; an active public one is not looked into."""
    package = model.Package.get(name)
    if package is not None and package.state == model.State.ACTIVE and not package.private:
        return False
    try:
        tk.check_access("package_show", {"user": tk.current_user.name}, {"id": name})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return True
    return False


def _instead(name: str) -> Any:
    if found := gone.of_package(name):
        return _gone(found)
    package = model.Package.get(name)
    if package is None and (package_id := history.had_name(name)):
        now = model.Package.get(package_id)
        if now is not None and now.name != name and not now.private:
            return tk.redirect_to(request.full_path.replace(f"/{name}", f"/{now.name}", 1))
    return None


def _gone(found: gone.Gone) -> Any:
    """410: search engines forget the address, people read why."""
    answer = make_response(tk.render("ankang/files/gone.html", {"gone": found}), 410)
    answer.headers["Cache-Control"] = "no-store"
    return answer
