"""The page of what waits for whom."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, request

from .account import ankang_switch
from .board import board, person_of
from .deputies_page import ankang_deputies
from .statistics_page import ankang_statistics

__all__ = ["ankang_deputies", "ankang_statistics", "ankang_switch", "ankang_workbench"]

ankang_workbench = Blueprint("ankang_workbench", __name__)

ORDER = ("from", "to", "department", "ground")


@ankang_workbench.route("/workbench")
def index() -> Any:
    """Show what waits for the person who asks, the most urgent first."""
    if not tk.current_user.is_authenticated:
        return tk.redirect_to("user.login", came_from=tk.h.url_for("ankang_workbench.index"))
    person = person_of(tk.current_user)
    found = board(person)
    news = tk.get_action("ankang_notice_list")({}, {"unread": True, "limit": 5})
    return tk.render(
        "ankang/workbench/index.html",
        {
            "sections": found,
            "count": sum(one.count for one in found),
            "writes": bool(person.departments),
            "news": news,
        },
    )


@ankang_workbench.route("/workbench/handover")
def handover() -> Any:
    """Ask who hands over to whom, in which department."""
    if not tk.current_user.is_authenticated:
        return tk.redirect_to("user.login", came_from=tk.h.url_for("ankang_workbench.handover"))
    return tk.render("ankang/workbench/handover.html", {"order": {}, "found": None})


@ankang_workbench.route("/workbench/handover", methods=["POST"])
def hand_over() -> Any:
    """Show what would be handed over; confirmed, hand it over."""
    order = {name: request.form.get(name, "").strip() for name in ORDER}
    confirmed = bool(request.form.get("seen"))
    try:
        if confirmed:
            done = tk.get_action("ankang_handover")({}, {**order, "seen": request.form["seen"]})
            tk.h.flash_success(tk._("已移交 {count} 项。").format(count=len(done["lines"])))
            return tk.redirect_to("ankang_workbench.index")
        found = tk.get_action("ankang_handover_preview")({}, order)
    except tk.ValidationError as error:
        tk.h.flash_error(
            "".join(str(text) for texts in error.error_dict.values() for text in texts)
        )
        found = None
    except tk.NotAuthorized:
        return tk.abort(403, tk._("只有部门负责人和平台管理员可以移交工作。"))
    return tk.render("ankang/workbench/handover.html", {"order": order, "found": found})
