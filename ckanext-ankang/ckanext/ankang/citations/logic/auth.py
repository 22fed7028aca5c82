"""Who may read citations: whoever reads the document; what is unresolved, whoever holds a post."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context


@tk.auth_allow_anonymous_access
def ankang_document_relation_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _as_document(context, data_dict)


@tk.auth_allow_anonymous_access
def ankang_document_citation_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _as_document(context, data_dict)


@tk.auth_allow_anonymous_access
def ankang_document_citation_count(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _as_document(context, data_dict)


def ankang_citation_unresolved_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    asked = {"person": context.get("user") or ""}
    held = tk.get_action("ankang_post_list")({"ignore_auth": True}, asked)
    refused = tk._("只有在部门担任岗位的人员可以查看没有对应上的引用。")
    return {"success": bool(held), "msg": refused}


def _as_document(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    tk.check_access("package_show", context, {"id": tk.get_or_bust(data_dict, "id")})
    return {"success": True}
