"""Who may have the files of a document: whoever may read the document."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context


@tk.auth_allow_anonymous_access
def ankang_rendition_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    tk.check_access("package_show", context, {"id": tk.get_or_bust(data_dict, "id")})
    return {"success": True}


def ankang_rendition_make(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Administrators: everything else is made when a case is published."""
    return {"success": False}
