"""Reconciling is the city administrator's work; sysadmins pass before these are asked."""

from typing import Any

import ckan.plugins.toolkit as tk


def _administrators_only() -> dict[str, Any]:
    return {"success": False, "msg": tk._("只有平台管理员可以查看对账结果和开始对账。")}


def ankang_reconciliation_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Administrators see what was found."""
    return _administrators_only()


def ankang_reconciliation_run(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Administrators have it done."""
    return _administrators_only()
