"""Who may ask the library: everybody; it holds public documents alone."""

from typing import Any

import ckan.plugins.toolkit as tk


@tk.auth_allow_anonymous_access
def ankang_library_search(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    return {"success": True}
