"""What stops an item before anybody is asked to approve it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.lib.plugins as lib_plugins
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.common import _
from ckan.types import Context

from ckanext.ankang.catalogue.remembered import PACKAGE, is_absent, remembered

from . import publishing


def reasons(item: dict[str, Any], items: Sequence[dict[str, Any]]) -> list[str]:
    """Why this item must not become public with these items of its case, as Chinese sentences."""
    return [
        *_package_reasons(item["package"]),
        *publishing.stopped(item, items),
    ]


def department_id(name_or_id: str | None) -> str | None:
    """The id of a department; None if there is none."""

    def ask() -> str | None:
        found = model.Group.get(name_or_id)
        return str(found.id) if found else None

    return remembered(("department", name_or_id), ask) if name_or_id else None


def _package_reasons(package: dict[str, Any]) -> list[str]:
    found = errors(package)
    return publishing.sentences(tk.ValidationError(found)) if found else []


def errors(package: dict[str, Any]) -> dict[str, Any]:
    """Run the schema that publishing will run, so that a fault shows before the decision."""
    if not department_id(package.get("owner_org")):
        problem = _("提供单位“{owner}”不存在。").format(owner=package.get("owner_org", ""))
        return {"owner_org": [problem]}
    try:
        data = publishing.public_package(package)
    except tk.ObjectNotFound:
        return {"version_id": [_("资源引用的文件版本不存在。")]}
    plugin = lib_plugins.lookup_package_plugin(data["type"])
    known = not is_absent(PACKAGE, data["id"])
    existing = model.Session.get(model.Package, data["id"]) if known else None
    context: Context = {
        "session": model.Session,
        "user": publishing.actor(),
        "ignore_auth": True,
    }
    if existing:
        context["package"] = existing
        schema, action = plugin.update_package_schema(), "package_update"
    else:
        schema, action = plugin.create_package_schema(), "package_create"
    _data, found = lib_plugins.plugin_validate(plugin, context, data, schema, action)
    return dict(found)
