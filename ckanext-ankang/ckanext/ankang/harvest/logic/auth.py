"""Harvesting is the city administrator's work; sysadmins pass before these are asked."""

from typing import Any

from ckan.types import AuthResult, Context


def _administrators_only() -> AuthResult:
    return {"success": False, "msg": "只有平台管理员可以管理采集"}


def ankang_harvest_source_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators see the sources."""
    return _administrators_only()


def ankang_harvest_run_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators start runs."""
    return _administrators_only()


def ankang_harvest_run_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators see what a run did."""
    return _administrators_only()
