"""What stops an item before anybody is asked to approve it."""

from __future__ import annotations

from typing import Any

import ckan.lib.plugins as lib_plugins
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.common import _
from ckan.types import Context

from . import publishing


def reasons(item: dict[str, Any]) -> list[str]:
    """Why this item must not become public, as Chinese sentences; empty if it may."""
    return [
        *_package_reasons(item["package"]),
        *publishing.stopped(item),
    ]


def _package_reasons(package: dict[str, Any]) -> list[str]:
    """Run the schema that publishing will run, so that a fault shows before the decision."""
    if not package.get("owner_org") or model.Group.get(package["owner_org"]) is None:
        return [_("提供单位“{owner}”不存在。").format(owner=package.get("owner_org", ""))]
    try:
        data = publishing.public_package(package)
    except tk.ObjectNotFound:
        return [_("资源引用的文件版本不存在。")]
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
    _data, errors = lib_plugins.plugin_validate(plugin, context, data, schema, action)
    return publishing.sentences(tk.ValidationError(errors)) if errors else []
