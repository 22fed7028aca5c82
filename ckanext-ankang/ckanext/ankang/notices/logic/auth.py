"""Who may do what with notices: each person with his own; only the portal writes them."""

from __future__ import annotations

from typing import Any

from ckan.types import AuthResult, Context


def ankang_notice_send(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": False}


def ankang_notice_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


def ankang_notice_read(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


def ankang_notice_preference_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


def ankang_notice_preference_update(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}
