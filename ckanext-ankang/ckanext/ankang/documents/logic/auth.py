"""Who may read the text of a document: whoever may read the document."""

from typing import Any

import ckan.plugins.toolkit as tk


@tk.auth_allow_anonymous_access
def ankang_document_text_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """A text has the visibility of its document."""
    tk.check_access("package_show", context, {"id": tk.get_or_bust(data_dict, "id")})
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
