"""Who may do what with the catalogue as a whole."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.types import AuthResult, Context

from ckanext.ankang.catalogue import imports as _imports
from ckanext.ankang.catalogue.model import PlanItem as _PlanItem

Json = dict[str, Any]


def ankang_catalogue_import(context: Context, data_dict: Json) -> AuthResult:
    """Whoever enters datasets of some department; each row is judged by its own."""
    allowed = authz.has_user_permission_for_some_org(context.get("user", ""), "create_dataset")
    return {"success": bool(allowed), "msg": tk._("只有部门的编目人员可以导入目录和清单。")}


def ankang_catalogue_plan_list(context: Context, data_dict: Json) -> AuthResult:
    """Whoever is logged in, of the departments that they belong to: nothing of it is public yet."""
    return {"success": bool(context.get("user")), "msg": tk._("登录后才能查看开放清单。")}


def ankang_catalogue_plan_remove(context: Context, data_dict: Json) -> AuthResult:
    """Whoever enters datasets of the department."""
    item = model.Session.get(_PlanItem, data_dict["id"])
    allowed = item and _imports.may_write(context.get("user", ""), item.department)
    return {"success": bool(allowed), "msg": tk._("您不是这个部门的编目人员，不能修改它的清单。")}


def ankang_catalogue_reexamination_list(context: Context, data_dict: Json) -> AuthResult:
    """Whoever is logged in: it is reckoned from what is public."""
    return {"success": bool(context.get("user")), "msg": tk._("登录后才能查看待复审的条目。")}


@tk.auth_allow_anonymous_access
def ankang_freshness_list(context: Context, data_dict: Json) -> AuthResult:
    """Everybody: it tells of public datasets what their pages tell."""
    return {"success": True}
