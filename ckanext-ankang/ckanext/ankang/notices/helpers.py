"""Template helpers of the room `notices`."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from . import standing as _standing
from .kinds import kinds as _kinds


def ankang_unread() -> int:
    """How many notices the person at the screen has not read: one indexed count a page."""
    user = tk.current_user
    return _standing.unread(user.id) if user.is_authenticated else 0


def ankang_notice_label(kind: str) -> str:
    """What a kind of notice is called."""
    return tk._(_kinds()[kind].label)
