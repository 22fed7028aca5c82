"""The room's share in publishing and withdrawing: nothing goes out over what others published meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.ankang.review import gate, machine, publishing

from . import preview, revisions
from .model import Revision

HERE = ZoneInfo("Asia/Shanghai")

Json = dict[str, Any]


def reasons_against(item: Json) -> list[str]:
    """Why an item must wait: what is public is no longer what its revision was begun with."""
    revision = _revision(item)
    changed = preview.outdated(revision) if revision else ()
    if not changed:
        return []
    names = "、".join(dict.fromkeys(change.path[0] for change in changed))
    sentence = tk._("公开的内容在修改期间已经变更（{fields}）。请打开草稿，逐项核对后重新提交。")
    return [sentence.format(fields=names)]


def apply(item: Json) -> None:
    """Let the revision of a published item be what is public now."""
    if revision := _revision(item):
        revision.state = revisions.PUBLISHED
        revision.published = datetime.now(UTC)


def withdraw(item: Json) -> None:
    """Leave on the package when it was withdrawn, why, and what replaces it."""
    package = item["package"]
    apply(item)
    context: Context = {
        "user": publishing.actor(),
        "ignore_auth": True,
        "defer_commit": True,
        "return_id_only": True,
    }
    said = {name: package[name] for name in ("withdrawn_reason", "replaced_by") if name in package}
    day = datetime.now(HERE).date().isoformat()
    patch = {"id": package["id"], "withdrawn": day, **said}
    tk.get_action("package_patch")(context, patch)


def _revision(item: Json) -> Revision | None:
    return revisions.get(item["revision_id"]) if item.get("revision_id") else None


def completed(package: Json) -> Json:
    """The package as publishing writes it, with what the portal knows and no content says.

    A revision holds nothing of what machines write; where the version of a resource stays the same,
    what they wrote of it stays too.
    """
    if not gate.is_allowed():
        return package
    stored = model.Package.get(package.get("id") or package.get("name"))
    written = {one.id: _written(one) for one in stored.resources} if stored else {}
    resources = [
        {**_of_the_version(written.get(one.get("id"), {}), one), **one}
        for one in package.get("resources", [])
    ]
    return {**package, "resources": resources}


def _written(resource: Any) -> Json:
    modified = {"last_modified": resource.last_modified} if resource.last_modified else {}
    return {**modified, **(resource.extras or {})}


def _of_the_version(written: Json, resource: Json) -> Json:
    if not resource.get("version_id") or written.get("version_id") != resource["version_id"]:
        return {}
    return {
        name: value for name, value in written.items() if name in machine.EXTRAS | machine.FIELDS
    }
