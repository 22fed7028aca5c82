"""Who may ask about second factors."""

from typing import Any

from ckan.types import AuthResult, Context


def ankang_second_factor_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody with an account, about his own."""
    return {"success": bool(context.get("user"))}


def ankang_second_factor_reset(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Platform administrators alone."""
    return {"success": False}
