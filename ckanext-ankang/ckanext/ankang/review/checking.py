"""What stops an item before anybody is asked to approve it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.lib.plugins as lib_plugins
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.common import _
from ckan.types import Context

from . import publishing


def reasons(item: dict[str, Any], items: Sequence[dict[str, Any]]) -> list[str]:
    """Why this item must not become public with these items of its case, as Chinese sentences."""
    return [
        *_package_reasons(item["package"]),
        *publishing.stopped(item, items),
    ]


def _package_reasons(package: dict[str, Any]) -> list[str]:
    found = errors(package)
    return publishing.sentences(tk.ValidationError(found)) if found else []


def errors(package: dict[str, Any]) -> dict[str, Any]:
    """Run the schema that publishing will run, so that a fault shows before the decision."""
    if not package.get("owner_org") or model.Group.get(package["owner_org"]) is None:
        problem = _("提供单位“{owner}”不存在。").format(owner=package.get("owner_org", ""))
        return {"owner_org": [problem]}
    try:
        data = publishing.public_package(package)
    except tk.ObjectNotFound:
        return {"version_id": [_("资源引用的文件版本不存在。")]}
    plugin = lib_plugins.lookup_package_plugin(data["type"])
    existing = model.Session.get(model.Package, data["id"])
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
