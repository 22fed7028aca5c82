"""Who may ask the catalogue what."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context


@tk.auth_allow_anonymous_access
def ankang_freshness_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody: it tells of public datasets what their pages tell."""
    return {"success": True}
