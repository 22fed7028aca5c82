"""Who may review: administrators, until departments have their own reviewers."""

from typing import Any

from ckan.types import AuthResult, Context

REFUSED: AuthResult = {"success": False}


def ankang_standing_approval_grant(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_standing_approval_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_standing_approval_revoke(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_case_open(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_case_decide(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_case_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_case_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED


def ankang_audit_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return REFUSED
