"""Who may do what with validations."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import AuthResult, Context


def ankang_validation_run(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may change the resource of the version; else administrators and our own work."""
    if not data_dict.get("resource_id"):
        return {"success": False, "msg": tk._("只有管理员可以校验这个文件。")}
    return authz.is_authorized("resource_update", context, {"id": data_dict["resource_id"]})


@tk.auth_allow_anonymous_access
def ankang_validation_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever sees the version."""
    return authz.is_authorized("ankang_file_version_show", context, {"id": data_dict["version_id"]})


@tk.auth_allow_anonymous_access
def ankang_quality_score_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody: only public datasets have a score."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def ankang_quality_score_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody: only public datasets have a score."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def ankang_column_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever sees the resource; what waits is left out for those who may not edit it."""
    return authz.is_authorized("resource_show", context, {"id": data_dict["resource_id"]})


def ankang_column_suggest(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever describes the columns."""
    return _editing(context, data_dict)


def ankang_column_update(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may change the resource."""
    return _editing(context, data_dict)


def ankang_column_undo(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may change the resource."""
    return _editing(context, data_dict)


def ankang_column_rename(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may change the resource."""
    return _editing(context, data_dict)


def ankang_column_rename_undo(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may change the resource."""
    return _editing(context, data_dict)


def _editing(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return authz.is_authorized("resource_update", context, {"id": data_dict["resource_id"]})
