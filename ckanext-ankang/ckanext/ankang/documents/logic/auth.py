"""Who may read the text of a document: whoever may read the document."""

from typing import Any

import ckan.plugins.toolkit as tk


@tk.auth_allow_anonymous_access
def ankang_document_text_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """A text has the visibility of its document."""
    tk.check_access("package_show", context, {"id": tk.get_or_bust(data_dict, "id")})
    return {"success": True}


def ankang_document_import(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whoever may begin a draft in the department."""
    asked = {"owner_org": tk.get_or_bust(data_dict, "owner_org")}
    tk.check_access("ankang_revision_create", context, asked)
    return {"success": True}


def ankang_document_text_change(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whoever may change the document."""
    asked = {"package_id": tk.get_or_bust(data_dict, "id")}
    tk.check_access("ankang_revision_create", context, asked)
    return {"success": True}


def ankang_document_proof_record(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whose turn the case is to sign; the action asks for that, as it does for administrators."""
    return {"success": bool(context.get("user"))}


def ankang_document_proof_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whoever sees the case."""
    tk.check_access("ankang_case_show", context, {"id": tk.get_or_bust(data_dict, "case")})
    return {"success": True}


@tk.auth_allow_anonymous_access
def ankang_document_comparison_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whoever may read both documents."""
    for text in filter(None, (data_dict["from"], data_dict.get("to"))):
        tk.check_access("package_show", dict(context), {"id": text["id"]})
    return {"success": True}


@tk.auth_allow_anonymous_access
def ankang_document_article_successor_show(
    context: Any, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """An article has the visibility of its document."""
    tk.check_access("package_show", context, {"id": tk.get_or_bust(data_dict, "id")})
    return {"success": True}
