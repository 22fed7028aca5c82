"""The page of what a person follows in the library, and the two buttons."""

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from werkzeug.wrappers import Response

from . import following, questions

follows = Blueprint("ankang_library_follows", __name__, url_prefix="/follows")


@follows.before_request
def _signed_in() -> Response | None:
    if tk.current_user.is_authenticated:
        return None
    return tk.redirect_to("user.login", came_from=tk.request.path)


@follows.route("")
def index() -> str:
    """What the person who asks follows in the library."""
    found = tk.get_action("ankang_library_follow_list")({}, {})
    return tk.render("ankang/library/follows.html", {"follows": [_shown(one) for one in found]})


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    """A follow with what it is called and where it leads; of what is gone only that."""
    if one["kind"] == following.SEARCH:
        question = questions.read(one["target"])
        title = tk.h.ankang_question_words(question)
        return one | {"title": title, "link": tk.h.url_for("ankang_library.index", **question)}
    try:
        package = tk.get_action("package_show")({}, {"id": one["target"]})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return one | {"title": tk._("（内容已不公开）"), "link": ""}
    link = tk.h.url_for("ankang_library.read", id=package["name"])
    return one | {"title": package["title"], "link": link}


@follows.route("", methods=["POST"])
def follow() -> Response:
    """Follow a document or a question, and say where all of them stand."""
    form = tk.request.form
    question = questions.of_arguments(form.to_dict(flat=False))
    asked = {"document": form["document"]} if form.get("document") else {"question": question}
    try:
        tk.get_action("ankang_library_follow_create")({}, asked)
        tk.h.flash_success(tk._("已关注。有变化时在“工作台”的通知里告诉您，并按您的设置发邮件。"))
    except tk.ValidationError as error:
        tk.h.flash_error("；".join(error.error_summary.values()))
    return tk.redirect_to("ankang_library_follows.index")


@follows.route("/delete", methods=["POST"])
def unfollow() -> Response:
    """Follow something no more."""
    try:
        asked = {"id": tk.request.form.get("id", "")}
        tk.get_action("ankang_library_follow_delete")({}, asked)
    except (tk.ObjectNotFound, tk.ValidationError):
        tk.h.flash_notice(tk._("没有这项关注，可能已经取消了。"))
    return tk.redirect_to("ankang_library_follows.index")
