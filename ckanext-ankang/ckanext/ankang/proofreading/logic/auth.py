"""Who may have wording checked."""

from __future__ import annotations

from typing import Any

from ckan.types import AuthResult, Context


def ankang_proofreading_check(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever is signed in; what package or revision may be read is its own action's to say."""
    return {"success": bool(context.get("user"))}
