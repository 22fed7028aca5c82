"""Files of a revision: each is kept as a version at once, and nobody's public file changes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from werkzeug.datastructures import FileStorage

from ckanext.ankang.jobs import queue

Json = dict[str, Any]


def keep(
    upload: Any, resource_id: str, department: str, person: str, *, table: bool = True
) -> Json:
    """Store the bytes as a version of the resource; a table's are to be validated."""
    version: Json = tk.get_action("ankang_file_version_create")(
        {"ignore_auth": True, "user": person, "defer_commit": True},
        {"upload": upload, "resource_id": resource_id, "owner_org": department},
    )
    if table:
        key = f"quality.validate {version['id']}"
        queue.enqueue("quality.validate", {"version_id": version["id"]}, key=key)
    return version


def received(resource: Json, earlier: Json | None, department: str, person: str) -> Json:
    """A resource as somebody sent it through core's doors, its upload kept as a version.

    Who sends none keeps the version that was there, unless `clear_upload` puts a link in its place.
    """
    upload, cleared = resource.get("upload"), resource.get("clear_upload")
    wanted = {k: v for k, v in resource.items() if k not in ("upload", "clear_upload")}
    if isinstance(upload, FileStorage) and upload:
        version = keep(upload, resource["id"], department, person)
        return described(wanted, version)
    if cleared and tk.asbool(cleared):
        return {k: v for k, v in wanted.items() if k != "version_id"}
    if earlier and earlier.get("version_id"):
        wanted.setdefault("version_id", earlier["version_id"])
        wanted.pop("url", None)
    return wanted


def described(resource: Json, version: Json) -> Json:
    """The resource with this version; a new one is called after its file."""
    path = PurePosixPath(version["name"])
    names = {"name": path.stem, "format": path.suffix[1:].upper()}
    known = {k: v for k, v in resource.items() if k != "url"}
    return {**names, **known, "version_id": version["id"]}


def check(content: Json, package_id: str, earlier: Json) -> None:
    """Refuse resources of other datasets and versions of other resources, whoever sends them."""
    known = {one["id"]: one.get("version_id") for one in earlier.get("resources", [])}
    for place, resource in enumerate(content.get("resources", []), start=1):
        stored = model.Resource.get(resource["id"])
        if stored is not None and stored.package_id != package_id:
            _refuse(place, tk._("编号已属于另一个数据集。请去掉编号后重新提交。"))
        version_id = resource.get("version_id")
        if version_id and version_id != known.get(resource["id"]):
            _check_version(place, version_id, resource["id"])


def _check_version(place: int, version_id: str, resource_id: str) -> None:
    try:
        version = tk.get_action("ankang_file_version_show")(
            {"ignore_auth": True}, {"id": version_id}
        )
    except tk.ObjectNotFound:
        version = {}
    if version.get("resource_id") != resource_id:
        _refuse(place, tk._("文件版本不属于这个数据资源。请上传文件，不要填写版本编号。"))


def _refuse(place: int, problem: str) -> None:
    sentence = tk._("第{place}个数据资源：{problem}").format(place=place, problem=problem)
    raise tk.ValidationError({"resources": [sentence]})
