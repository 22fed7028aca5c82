"""Who may do what with versions."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import AuthResult, Context

from ckanext.ankang.files import erasers, gone, versions
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


@tk.auth_allow_anonymous_access
def ankang_tombstone_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody: it tells of what was public, in words that are public."""
    return {"success": True}


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def package_show(up: Any, context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Nobody of the department either while a dataset is hidden for a leak: core lets editors in."""
    package = context.get("package") or model.Package.get(data_dict.get("id"))
    if package is not None and gone.is_hidden(package):
        return {"success": False}
    found: AuthResult = up(context, data_dict)
    return found


@tk.auth_allow_anonymous_access
def ankang_file_difference_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody: the action shows nothing of versions that the asker may not see."""
    return {"success": True}


def ankang_file_difference_run(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever is signed in: it is work for a worker."""
    return {"success": bool(context.get("user"))}


def ankang_file_fixity_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators."""
    return {"success": False}


def ankang_erasure_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _holds_a_post(context)


def ankang_erasure_hide(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _holds_a_post(context)


def ankang_erasure_restore(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _holds_a_post(context)


def ankang_erasure_request(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _holds_a_post(context)


def ankang_erasure_confirm(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _holds_a_post(context)


def _holds_a_post(context: Context) -> AuthResult:
    """Which post of which department is asked inside the actions, for everybody."""
    return {"success": bool(context.get("user") and erasers.holds_any(context["user"]))}
