"""The page on which the holder of a post names his deputy, and ends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint, request

from ckanext.ankang.portal.wording import today

ankang_deputies = Blueprint("ankang_deputies", __name__)

Json = dict[str, Any]
# What the form asks for, by the words that stand beside its fields.
FIELDS = {
    "holding_id": "代理哪个岗位",
    "person": "代理人",
    "starts": "开始日期",
    "ends": "结束日期",
    "reason": "原因",
}


@ankang_deputies.before_request
def signed_in_only() -> Any:
    """Whose posts they are must be known."""
    if tk.current_user.is_authenticated:
        return None
    return tk.redirect_to("user.login", came_from=tk.h.url_for("ankang_deputies.index"))


@ankang_deputies.route("/workbench/deputies")
def index() -> Any:
    """The posts of the person who asks, and who stands in for him."""
    return _page({})


@ankang_deputies.route("/workbench/deputies", methods=["POST"])
def name() -> Any:
    """Name a deputy; what is refused is said above the form as it was filled in."""
    asked = {field: request.form.get(field, "").strip() for field in FIELDS}
    if missing := [label for field, label in FIELDS.items() if not asked[field]]:
        return _page(asked, [tk._("请填写“{field}”。").format(field=tk._(one)) for one in missing])
    try:
        tk.get_action("ankang_deputy_grant")({}, asked)
    except tk.ValidationError as error:
        return _page(asked, _sentences(error.error_dict))
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return tk.abort(404, tk._("您没有这个岗位，不能为它指定代理人。"))
    tk.h.flash_success(tk._("已指定代理人。"))
    return tk.redirect_to("ankang_deputies.index")


@ankang_deputies.route("/workbench/deputies/<id>/end", methods=["POST"])
def end(id: str) -> Any:
    """End a deputyship at once."""
    try:
        tk.get_action("ankang_deputy_revoke")({}, {"id": id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        # Whether somebody else has a deputy is nothing that this answer tells.
        return tk.abort(404, tk._("您没有指定过这个代理人。"))
    tk.h.flash_success(tk._("代理已经结束。"))
    return tk.redirect_to("ankang_deputies.index")


def _page(asked: Json, problems: list[str] | None = None) -> Any:
    own = tk.get_action("ankang_post_list")({}, {"person": tk.current_user.name})
    return tk.render(
        "ankang/workbench/deputies.html",
        {
            "posts": [_post(holding) for holding in own],
            "asked": asked,
            "problems": problems or [],
            "today": today().isoformat(),
        },
    )


def _post(holding: Json) -> Json:
    """A post with its deputies of today and later, and with those who could be one."""
    department = model.Group.get(holding["department"])
    colleagues = tk.get_action("ankang_post_list")({}, {"department": holding["department"]})
    everybody = tk.get_action("ankang_deputy_list")({}, {"holding_id": holding["id"], "past": True})
    deputies = [row for row in everybody if not row["revoked"] and row["ends"] >= str(today())]
    return {
        **holding,
        "department_title": department.title or department.name,
        "colleagues": _names({one["person"] for one in colleagues} - {holding["person"]}),
        "deputies": [
            {**row, "begun": row["starts"] <= str(today())}
            for row in sorted(deputies, key=lambda row: (row["starts"], row["ends"]))
        ],
        "names": _names({row["person"] for row in deputies}),
    }


def _names(persons: set[str]) -> dict[str, str]:
    """What accounts are called on the page, in its order."""
    found = model.Session.query(model.User).filter(model.User.name.in_(persons))
    return {user.name: user.display_name for user in found.order_by(model.User.name)}


def _sentences(errors: Mapping[str, Any]) -> list[str]:
    """What the action found wrong, each with the words that stand beside its field."""
    return [
        tk._("“{field}”有问题：{problem}").format(field=tk._(FIELDS[field]), problem=problem)
        for field, problems in errors.items()
        for problem in problems
    ]
