"""Who may ask for what; for whose document somebody acts is decided in the actions, for everybody."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context

from .. import rights


@tk.auth_allow_anonymous_access
def ankang_ending_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody: the last day of a public document is public."""
    return {"success": True}


def ankang_ending_choose(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _in_post(context)


@tk.auth_allow_anonymous_access
def ankang_cleanup_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody; those that are not decided stay among those with a post."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def ankang_cleanup_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


def ankang_cleanup_open(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": rights.keeps(context.get("user"))}


def ankang_cleanup_entry_set(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _in_post(context)


def ankang_cleanup_decide(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": rights.keeps(context.get("user"))}


def ankang_filing_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _in_post(context)


def ankang_annual_report_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _in_post(context)


def ankang_annual_report_freeze(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _in_post(context)


def _in_post(context: Context) -> AuthResult:
    person = context.get("user")
    return {"success": bool(rights.works_for(person)) or rights.keeps(person)}
