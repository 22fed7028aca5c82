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


def ankang_finding_release(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may decide cases: the reviewers."""
    return authz.is_authorized("ankang_case_decide", context, data_dict)


def ankang_finding_release_revoke(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may decide cases: the reviewers."""
    return authz.is_authorized("ankang_case_decide", context, data_dict)


@tk.auth_allow_anonymous_access
def ankang_finding_release_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever sees the version."""
    return authz.is_authorized("ankang_file_version_show", context, {"id": data_dict["version_id"]})
