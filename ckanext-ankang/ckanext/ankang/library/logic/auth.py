"""Who may follow: each person for himself."""

from __future__ import annotations

from typing import Any

from ckan.types import AuthResult, Context


def ankang_library_follow_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


def ankang_library_follow_delete(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


def ankang_library_follow_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}
