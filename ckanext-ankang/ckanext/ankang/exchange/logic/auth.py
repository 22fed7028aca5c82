"""Who may ask what changed: everybody; it is told of public documents alone."""

from typing import Any

import ckan.plugins.toolkit as tk


@tk.auth_allow_anonymous_access
def ankang_document_list_changes(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    return {"success": True}


@tk.auth_allow_anonymous_access
def ankang_document_list_repealed(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    return {"success": True}
