"""Who may ask: a department sees its own sources, administrators start and end things.

Sysadmins pass before these are asked; which sources somebody sees is decided in the actions (`seeing`).
"""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context


def _signed_in(context: Context) -> AuthResult:
    return {"success": bool(context.get("user")), "msg": tk._("请先登录")}


def _administrators_only() -> AuthResult:
    return {"success": False, "msg": tk._("只有平台管理员可以管理采集")}


def ankang_harvest_source_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who is signed in sees his department's."""
    return _signed_in(context)


def ankang_harvest_source_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who is signed in sees his department's."""
    return _signed_in(context)


def ankang_harvest_run_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who is signed in sees those of his department's sources."""
    return _signed_in(context)


def ankang_harvest_run_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who is signed in sees those of his department's sources."""
    return _signed_in(context)


def ankang_harvest_change_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who is signed in sees those of his department's sources."""
    return _signed_in(context)


def ankang_harvest_run_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators start runs."""
    return _administrators_only()


def ankang_harvest_run_cancel(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators end runs."""
    return _administrators_only()


def ankang_harvest_source_tell(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators choose who hears of runs."""
    return _administrators_only()


def ankang_harvest_item_release(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators give an item in quarantine another chance."""
    return _administrators_only()


@tk.auth_allow_anonymous_access
def ankang_harvest_record_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Anybody may ask; what he gets is what stands behind the versions that he sees."""
    return {"success": True}
