"""Who may see and stop background work: administrators."""

from typing import Any

from ckan.types import AuthResult, Context


def ankang_job_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": False}


def ankang_job_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": False}


def ankang_job_cancel(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": False}
