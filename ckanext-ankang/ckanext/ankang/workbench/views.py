"""The page of what waits for whom."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from .account import ankang_switch
from .board import board, person_of

__all__ = ["ankang_switch", "ankang_workbench"]

ankang_workbench = Blueprint("ankang_workbench", __name__)


@ankang_workbench.route("/workbench")
def index() -> Any:
    """Show what waits for the person who asks, the most urgent first."""
    if not tk.current_user.is_authenticated:
        return tk.redirect_to("user.login", came_from=tk.h.url_for("ankang_workbench.index"))
    found = board(person_of(tk.current_user))
    news = tk.get_action("ankang_notice_list")({}, {"unread": True, "limit": 5})
    return tk.render(
        "ankang/workbench/index.html",
        {"sections": found, "count": sum(one.count for one in found), "news": news},
    )
