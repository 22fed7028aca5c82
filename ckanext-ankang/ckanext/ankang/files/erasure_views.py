"""The page `/erasure` for officers on duty and leaders."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, request

from . import erasure

ankang_erasures = Blueprint("ankang_erasures", __name__, url_prefix="/erasure")
STEPS = ("request", "confirm", "restore")


@ankang_erasures.route("")
def index() -> Any:
    """What was hidden and erased."""
    return _page()


@ankang_erasures.route("", methods=["POST"])
def hide() -> Any:
    """Hide a dataset at once."""
    fields = ("package_id", "version_id", "ground")
    return _done("hide", {name: request.form.get(name, "").strip() for name in fields})


@ankang_erasures.route("/<id>/<step>", methods=["POST"])
def act(id: str, step: str) -> Any:
    """Take the next step."""
    if step not in STEPS:
        return tk.abort(404, tk._("没有这一步。"))
    return _done(step, {"id": id, "ground": request.form.get("ground", "").strip()})


def _done(step: str, data: dict[str, str]) -> Any:
    try:
        tk.get_action(f"ankang_erasure_{step}")({}, data)
    except tk.ValidationError as error:
        return _page("".join(str(one) for one in error.error_summary.values())), 400
    except tk.NotAuthorized as error:
        return _page(str(error)), 403
    except tk.ObjectNotFound as error:
        return _page(str(error)), 404
    return tk.redirect_to("ankang_erasures.index")


def _page(error: str = "") -> Any:
    try:
        rows = tk.get_action("ankang_erasure_list")({}, {})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("这一页供值班人员和各部门有岗位的人使用。"))
    labels = {
        erasure.HIDDEN: tk._("已隐藏"),
        erasure.RESTORED: tk._("已恢复"),
        erasure.REQUESTED: tk._("已申请清除"),
        erasure.ERASING: tk._("正在清除"),
        erasure.ERASED: tk._("已清除"),
    }
    extra = {"erasures": rows, "error": error, "labels": labels}
    return tk.render("ankang/files/erasures.html", extra)
