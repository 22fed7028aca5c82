"""Who may do what with validations."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import AuthResult, Context

from ckanext.ankang.quality.model import ValidationBatch


def ankang_validation_run(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may change the resource of the version; else administrators and our own work."""
    if not data_dict.get("resource_id"):
        return {"success": False, "msg": tk._("只有管理员可以校验这个文件。")}
    return authz.is_authorized("resource_update", context, {"id": data_dict["resource_id"]})


@tk.auth_allow_anonymous_access
def ankang_validation_run_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may start it."""
    return authz.is_authorized("ankang_validation_run", context, data_dict)


def ankang_validation_cancel(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may start it."""
    return authz.is_authorized("ankang_validation_run", context, data_dict)


def ankang_validation_run_batch(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may change every resource that is named; everything only administrators."""
    checks = [("resource_update", {"id": id}) for id in data_dict.get("resource_ids") or ()]
    if data_dict.get("dataset_id"):
        checks.append(("package_update", {"id": data_dict["dataset_id"]}))
    allowed = [authz.is_authorized(name, context, data)["success"] for name, data in checks]
    if department := data_dict.get("organization_id"):
        allowed.append(
            authz.has_user_permission_for_group_or_org(
                department, context.get("user"), "update_dataset"
            )
        )
    if allowed and all(allowed):
        return {"success": True}
    return {"success": False, "msg": tk._("只能批量校验自己可以修改的数据资源。")}


def ankang_validation_batch_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever is logged in sees their own, administrators all."""
    return {"success": bool(context.get("user"))}


def ankang_validation_batch_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever started it."""
    batch = model.Session.get(ValidationBatch, data_dict["id"])
    user = context.get("user")
    return {
        "success": bool(user and batch and batch.created_by == user),
        "msg": tk._("只有发起这批校验的人和管理员可以查看。"),
    }


def ankang_validation_batch_cancel(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever started it."""
    return ankang_validation_batch_show(context, data_dict)


def ankang_validation_batch_retry(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever started it and may still change what it is about."""
    found = ankang_validation_batch_show(context, data_dict)
    batch = model.Session.get(ValidationBatch, data_dict["id"])
    if not found["success"] or batch is None:
        return found
    return ankang_validation_run_batch(context, batch.chosen)


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
    if _is_drafted(data_dict):
        return _editing(context, data_dict)
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


def ankang_column_waiting_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever reviews for the platform."""
    return authz.is_authorized("ankang_platform_review", context, data_dict)


def ankang_column_approve(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever reviews for the platform."""
    return authz.is_authorized("ankang_platform_review", context, data_dict)


def ankang_column_reject(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever reviews for the platform."""
    return authz.is_authorized("ankang_platform_review", context, data_dict)


def _editing(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may change the resource; one that no dataset has yet: whoever drafts it."""
    if _is_drafted(data_dict):
        return authz.is_authorized("ankang_revision_resource_write", context, data_dict)
    return authz.is_authorized("resource_update", context, {"id": data_dict["resource_id"]})


def _is_drafted(data_dict: dict[str, Any]) -> bool:
    return model.Resource.get(data_dict["resource_id"]) is None


@tk.auth_allow_anonymous_access
def ankang_validation_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody: the list holds only validations of versions that the asker may see."""
    return {"success": True}


def ankang_finding_release(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever reviews for the platform."""
    return authz.is_authorized("ankang_platform_review", context, data_dict)


def ankang_finding_release_revoke(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever reviews for the platform."""
    return authz.is_authorized("ankang_platform_review", context, data_dict)


@tk.auth_allow_anonymous_access
def ankang_finding_release_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever sees the version."""
    return authz.is_authorized("ankang_file_version_show", context, {"id": data_dict["version_id"]})
