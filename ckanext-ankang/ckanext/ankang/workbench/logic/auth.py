"""Who may hand over a leaver's work: the department's leader, and administrators."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context

LEADER = "leader"


def ankang_handover_preview(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    group = model.Group.get(data_dict.get("department"))
    asked = {"person": context.get("user"), "department": group.id if group else ""}
    held = tk.get_action("ankang_post_list")({"ignore_auth": True}, asked) if group else []
    refused = tk._("只有部门负责人和平台管理员可以移交工作。")
    return {"success": any(one["post"] == LEADER for one in held), "msg": refused}


def ankang_handover(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return ankang_handover_preview(context, data_dict)
