"""Whether an update is routine: of a public dataset, the same columns, nothing found."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from . import publishing
from .process import Refused


def check(packages: list[dict[str, Any]]) -> None:
    """Raise `Refused` at the first package whose change is more than routine."""
    for package in packages:
        public = _public(package["id"])
        if public is None:
            raise Refused("“{title}”还没有公开，首次发布不能用例行更新。", title=package["title"])
        before = {one["id"]: one for one in public["resources"]}
        for resource in package.get("resources", []):
            _check_resource(package["title"], before.get(resource.get("id")), resource)


def _check_resource(title: str, before: dict[str, Any] | None, resource: dict[str, Any]) -> None:
    if before is None:
        raise Refused("“{title}”有新增的数据资源，不能用例行更新。", title=title)
    old, new = before.get("version_id"), resource.get("version_id")
    if not new or old == new:
        return
    if old is None or _columns(old) != _columns(new):
        raise Refused("“{title}”的列有变动，不能用例行更新。请用“标准”流程。", title=title)
    if _validation(new)["verdict"] != "valid":
        raise Refused("“{title}”的文件校验有问题，不能用例行更新。", title=title)


def _columns(version: str) -> list[tuple[str, str]]:
    fields = _validation(version)["schema"].get("fields", [])
    return [(str(one.get("title") or one["name"]), str(one.get("type"))) for one in fields]


def _validation(version: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = tk.get_action("ankang_validation_show")(
            _portal(), {"version_id": version}
        )
    except tk.ObjectNotFound:
        raise Refused("文件还没有校验报告，不能用例行更新。") from None
    return found


def _public(package_id: str) -> dict[str, Any] | None:
    stored = model.Session.get(model.Package, package_id)
    if stored is None or stored.private or stored.state != model.State.ACTIVE:
        return None
    shown: dict[str, Any] = tk.get_action("package_show")(_portal(), {"id": package_id})
    return shown


def _portal() -> Context:
    return {"ignore_auth": True, "user": publishing.actor()}
