"""The pages of a person's notices."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, request

from . import config

__all__ = ["ankang_notices"]

ankang_notices = Blueprint("ankang_notices", __name__, url_prefix="/notices")

PER_PAGE = 50


@ankang_notices.before_request
def _signed_in() -> Any:
    if tk.current_user.is_authenticated:
        return None
    return tk.redirect_to("user.login", came_from=request.path)


@ankang_notices.route("")
def index() -> Any:
    """All notices of the person who asks, or the unread ones."""
    only, page = request.args.get("unread") == "1", _page()
    asked = {"unread": only, "limit": PER_PAGE, "offset": (page - 1) * PER_PAGE}
    found = tk.get_action("ankang_notice_list")({}, asked)
    pages = max(1, -(-found["count"] // PER_PAGE))
    shown = {"found": found, "page": page, "pages": pages, "only": only}
    return tk.render("ankang/notices/index.html", shown)


@ankang_notices.route("/read", methods=["POST"])
def read() -> Any:
    """Mark one notice as read."""
    tk.get_action("ankang_notice_read")({}, {"ids": [request.form.get("id", "")]})
    page = "ankang_workbench.index" if request.form.get("back") else "ankang_notices.index"
    return tk.redirect_to(page)


@ankang_notices.route("/read/all", methods=["POST"])
def read_all() -> Any:
    """Mark every notice as read."""
    tk.get_action("ankang_notice_read")({}, {"all": True})
    return tk.redirect_to("ankang_notices.index")


@ankang_notices.route("/preference")
def preference() -> Any:
    """Show how the person who asks gets notices by mail."""
    chosen = tk.get_action("ankang_notice_preference_show")({}, {})
    shown = {"mode": chosen["mode"], "hour": config.digest_hour(), "mailing": config.mail()}
    shown["address"] = tk.current_user.email
    return tk.render("ankang/notices/preference.html", shown)


@ankang_notices.route("/preference", methods=["POST"])
def prefer() -> Any:
    """Keep the choice from the form."""
    try:
        chosen = {"mode": request.form.get("mode", "")}
        tk.get_action("ankang_notice_preference_update")({}, chosen)
        tk.h.flash_success(tk._("已保存。"))
    except tk.ValidationError:
        tk.h.flash_error(tk._("没有保存：请先选择一种收邮件的方式。"))
    return tk.redirect_to("ankang_notices.preference")


def _page() -> int:
    number = request.args.get("page", "1")
    return int(number) if number.isdecimal() and 0 < int(number) < 100_000 else 1
