"""Template helpers of the room `drafts`."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from . import desk as _desk
from .forms import kind_of as _kind_of


def ankang_draft_control(field: dict[str, Any]) -> str:
    """Return with which control a field of a draft is filled."""
    return _kind_of(field)


def ankang_may_draft() -> bool:
    """Return whether the visitor may begin a dataset in any department."""
    if not tk.current_user.is_authenticated:
        return False
    return bool(tk.current_user.sysadmin or _desk.departments_of(tk.current_user.name))


def ankang_proposal_label(field: dict[str, Any], value: Any) -> str:
    """Return a proposed value as people read it."""
    if field.get("vocabulary"):
        return str(tk.h.ankang_label(field["vocabulary"], value))
    if field["field_name"] == "license_id":
        return str(tk.h.ankang_label("licences", value) or value)
    return str(value)
