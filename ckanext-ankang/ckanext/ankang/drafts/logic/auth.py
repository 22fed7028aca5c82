"""Who may write and see revisions; `readers` has the rules."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.types import AuthResult, Context

from .. import readers, revisions

Json = dict[str, Any]


def ankang_revision_create(context: Context, data_dict: Json) -> AuthResult:
    """A change: whoever may change the dataset; a new one: whoever may write in the department."""
    if package_id := data_dict.get("package_id"):
        return authz.is_authorized("package_update", context, {"id": package_id})
    group = model.Group.get(data_dict.get("owner_org"))
    allowed = group and readers.writes_in(context.get("user"), group.id, "create_dataset")
    return {"success": bool(allowed), "msg": tk._("您不是这个部门的编辑人员，不能新建数据集。")}


def ankang_revision_list(context: Context, data_dict: Json) -> AuthResult:
    """Whoever is logged in: the list holds only what they may see."""
    return {"success": bool(context.get("user"))}


def ankang_revision_save(context: Context, data_dict: Json) -> AuthResult:
    """Those who write it already."""
    revision = revisions.get(data_dict["id"])
    allowed = revision and readers.may_write(context.get("user"), revision)
    return {"success": bool(allowed), "msg": tk._("只有起草这份草稿的人可以修改它。")}
