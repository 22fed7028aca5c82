"""Links have the visibility of the page on which they stand; only public things are linked."""

from typing import Any

import ckan.plugins.toolkit as tk


@tk.auth_allow_anonymous_access
def ankang_interpretation_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whoever may see the document."""
    return _as_page(context, tk.get_or_bust(data_dict, "document"))


@tk.auth_allow_anonymous_access
def ankang_document_basis_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whoever may see the document."""
    return _as_page(context, tk.get_or_bust(data_dict, "document"))


@tk.auth_allow_anonymous_access
def ankang_basis_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Whoever may see the dataset or interpretation."""
    return _as_page(context, tk.get_or_bust(data_dict, "id"))


def _as_page(context: Any, id: str) -> dict[str, Any]:
    tk.check_access("package_show", dict(context), {"id": id})
    return {"success": True}
