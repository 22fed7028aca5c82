"""The pages of cases, for whose turn it is, and of posts, for platform administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint, request

from . import forms, shown, states
from .audit_page import ankang_audit
from .model import CaseItem
from .profiles import checklist, profiles

__all__ = ["ankang_audit", "ankang_cases", "ankang_posts"]

Json = dict[str, Any]

ankang_cases = Blueprint("ankang_cases", __name__)
ankang_posts = Blueprint("ankang_posts", __name__)

PAGE = 20
# Of larger cases each item has a page of its own.
SHOWN_WHOLE = 20
LISTS = ("waiting", "mine", "all")
# What is no field of the form, and yet may differ.
OWN_FIELDS = {
    "version_id": {"label": "文件版本", "vocabulary": ""},
    "tags": {"label": "标签", "vocabulary": ""},
    "groups": {"label": "主题", "vocabulary": ""},
    "format": {"label": "格式", "vocabulary": ""},
}
GRANTS = {
    "post": ("person", "post", "department", "starts", "ends", "ground"),
    "deputy": ("holding_id", "person", "starts", "ends", "reason"),
    "profile": ("profile", "department", "starts", "ends", "ground"),
}


@ankang_cases.route("/case")
def index() -> Any:
    """Cases: those that wait for me, my own, and all that I may see."""
    if tk.current_user.is_anonymous:
        return tk.abort(403, tk._("登录后才能查看案卷。"))
    chosen = request.args.get("list", "waiting")
    chosen = chosen if chosen in LISTS else "waiting"
    page = max(1, request.args.get("page", 1, type=int))
    question = {
        "waiting_for_me": chosen == "waiting",
        "mine": chosen == "mine",
        "limit": PAGE,
        "offset": (page - 1) * PAGE,
    }
    found = tk.get_action("ankang_case_list")({}, question)
    return tk.render(
        "ankang/review/index.html",
        {
            "chosen": chosen,
            "cases": found["results"],
            "count": found["count"],
            "page": page,
            "pages": -(-found["count"] // PAGE),
            "states": states.LABELS,
        },
    )


@ankang_cases.route("/case/<id>")
def read(id: str) -> Any:
    """One case: what it would change, what happened to it, and the form of whose turn it is."""
    found = _case(id)
    step = profiles()[found["profile"]].step(found["step"])
    small = len(found["items"]) <= SHOWN_WHOLE
    return tk.render(
        "ankang/review/case.html",
        {
            "case": found,
            "profile": profiles()[found["profile"]],
            "step": step,
            "checklist": step and checklist(step.checklist),
            "items": [_item(one["id"]) for one in found["items"]] if small else [],
            "fields": _fields(),
            "states": states.LABELS,
            "events": states.EVENT_LABELS,
            "consents": range(forms.CONSENTS),
        },
    )


@ankang_cases.route("/case/<id>/item/<item_id>")
def item(id: str, item_id: str) -> Any:
    """One item of a case with its differences to what is public."""
    found = _case(id)
    if item_id not in {one["id"] for one in found["items"]}:
        return tk.abort(404, tk._("本案卷没有这一条目。"))
    return tk.render(
        "ankang/review/item.html", {"case": found, "item": _item(item_id), "fields": _fields()}
    )


@ankang_cases.route("/case/<id>/item/<item_id>", methods=["POST"])
def open_item(id: str, item_id: str) -> Any:
    """Open an item that was drawn by lot: that it was opened is written down."""
    _do("ankang_case_item_open", {"id": item_id})
    return tk.redirect_to("ankang_cases.item", id=id, item_id=item_id)


@ankang_cases.route("/case/<id>", methods=["POST"])
def decide(id: str) -> Any:
    """Sign, return or withdraw by the form; what is refused is said on the page."""
    said = forms.decision(request.form, _case(id)["turn"])
    done = _do("ankang_case_decide", {"id": id, **said})
    if done is not None:
        tk.h.flash_success(
            tk._("已办理，案卷现在的状态：{state}。").format(state=states.LABELS[done["state"]])
        )
    return tk.redirect_to("ankang_cases.read", id=id)


@ankang_posts.route("/review/posts")
def posts() -> Any:
    """Who holds which post, who stands in for whom, and which department may go a lighter way."""
    _administrators_only()
    everything = {"past": bool(request.args.get("past"))}
    return tk.render(
        "ankang/review/posts.html",
        {
            "holdings": tk.get_action("ankang_post_list")({}, everything),
            "deputies": tk.get_action("ankang_deputy_list")({}, everything),
            "grants": tk.get_action("ankang_profile_list")({}, everything),
            "profiles": profiles(),
            "departments": _departments(),
            "past": everything["past"],
        },
    )


@ankang_posts.route("/review/posts/<kind>", methods=["POST"])
def grant(kind: str) -> Any:
    """Give a post, a deputyship or a lighter profile by the form."""
    _administrators_only()
    if kind not in GRANTS:
        return tk.abort(404, tk._("没有这样的登记。"))
    asked = {name: request.form.get(name, "").strip() for name in GRANTS[kind]}
    if _do(f"ankang_{kind}_grant", {name: value for name, value in asked.items() if value}):
        tk.h.flash_success(tk._("已登记。"))
    return tk.redirect_to("ankang_posts.posts")


@ankang_posts.route("/review/posts/<kind>/<id>/revoke", methods=["POST"])
def revoke(kind: str, id: str) -> Any:
    """Take one back."""
    _administrators_only()
    if kind not in GRANTS:
        return tk.abort(404, tk._("没有这样的登记。"))
    if _do(f"ankang_{kind}_revoke", {"id": id}):
        tk.h.flash_success(tk._("已取消。"))
    return tk.redirect_to("ankang_posts.posts")


def _case(id: str) -> Json:
    try:
        found: Json = tk.get_action("ankang_case_show")({}, {"id": id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        # Whether a case exists is itself known to those only who may see it.
        return tk.abort(404, tk._("没有这个案卷，或者您目前不能查看它。"))
    return found


def _item(id: str) -> Json:
    found = model.Session.get(CaseItem, id)
    assert found is not None
    return shown.item(found)


def _fields() -> dict[str, dict[str, str]]:
    """Field name to what the form calls it and the vocabulary of its values."""
    types = ("interpretation", "document", "dataset")
    schemas = [tk.h.scheming_get_schema("dataset", type_) for type_ in types]
    presets = {
        field["field_name"]: {
            "label": str(field.get("label", field["field_name"])),
            "vocabulary": str(field.get("vocabulary", "")),
        }
        for schema in schemas
        for group in ("dataset_fields", "resource_fields")
        for field in schema[group]
    }
    return {**OWN_FIELDS, **presets}


def _departments() -> dict[str, str]:
    query = model.Session.query(model.Group).filter_by(is_organization=True, state="active")
    return {one.id: one.title or one.name for one in query.order_by(model.Group.title)}


def _administrators_only() -> None:
    if not getattr(tk.current_user, "sysadmin", False):
        tk.abort(403, tk._("只有平台管理员可以登记岗位。"))


def _do(action: str, asked: Json) -> Any:
    """Act, or say on the next page why not."""
    act: Callable[..., Any] = tk.get_action(action)
    try:
        return act({}, asked)
    except tk.ValidationError as error:
        for sentence in error.error_summary.values():
            tk.h.flash_error(sentence)
    except tk.NotAuthorized as error:
        tk.h.flash_error(str(error) or tk._("您没有办理的权限。"))
    except tk.ObjectNotFound as error:
        tk.h.flash_error(str(error))
    return None
