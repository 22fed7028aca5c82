"""The pages of outside links: a department's list, and one link with its history."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.pagination import Page
from flask import Blueprint, request

__all__ = ["ankang_links"]

ankang_links = Blueprint("ankang_links", __name__, url_prefix="/links")
PAGE = 50


@ankang_links.get("")
def index() -> Any:
    """The outside links of the person's departments."""
    number = tk.h.get_page_number(request.args)
    asked = {"state": request.args.get("state", ""), "start": (number - 1) * PAGE, "rows": PAGE}
    try:
        found = tk.get_action("ankang_link_list")({}, asked)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("登录后可以查看本部门的外部链接。"))
    except tk.ValidationError as error:
        return tk.abort(400, "；".join(error.error_summary.values()))
    page = Page(
        found["results"], number, item_count=found["count"], items_per_page=PAGE,
        presliced_list=True, url=tk.h.pager_url,
    )  # fmt: skip
    return tk.render("ankang/links/index.html", {"page": page, "found": found, "asked": asked})


@ankang_links.get("/<id>")
def read(id: str) -> Any:
    """One link, every look at it, and what can be done."""
    try:
        link = tk.get_action("ankang_link_show")({}, {"id": id})
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message)
    except tk.ObjectNotFound as error:
        return tk.abort(404, error.message)
    return tk.render("ankang/links/read.html", {"link": link})


@ankang_links.post("/<id>")
def look(id: str) -> Any:
    """Have it looked at now."""
    try:
        tk.get_action("ankang_link_look")({}, {"id": id})
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message)
    except tk.ObjectNotFound as error:
        return tk.abort(404, error.message)
    tk.h.flash_success(tk._("已排队检查，一分钟左右后刷新本页可以看到结果。"))
    return tk.redirect_to("ankang_links.read", id=id)
