"""Who may do what with versions."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import AuthResult, Context

from ckanext.ankang.files import versions
from ckanext.ankang.files.model import FileVersion


def ankang_file_version_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may change the resource; without one, administrators and our own work."""
    if data_dict.get("resource_id") and data_dict.get("source", "upload") == "upload":
        return authz.is_authorized("resource_update", context, {"id": data_dict["resource_id"]})
    return {"success": False, "msg": tk._("只有管理员可以存入不属于任何数据资源的文件。")}


@tk.auth_allow_anonymous_access
def ankang_file_version_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody when public; who works on it while it waits."""
    version = model.Session.get(FileVersion, data_dict["id"])
    return {"success": bool(version and versions.may_read(context.get("user"), version))}


@tk.auth_allow_anonymous_access
def ankang_file_version_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody: the list holds only what the asker may see."""
    return {"success": True}
