"""The page of an interpretation, and the beginning of a new one."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint
from werkzeug.wrappers import Response

from . import indexing, publication

interpretations = Blueprint("ankang_interpretations", __name__, url_prefix="/interpretation")

_ = tk._


@interpretations.before_app_request
def _lead_to_the_interpretation() -> Response | None:
    """Core links a package as /dataset/<name>; the page of an interpretation is its own."""
    if tk.request.endpoint != "dataset.read":
        return None
    package = model.Package.get((tk.request.view_args or {})["id"])
    if package is None or package.type != "interpretation":
        return None
    return tk.redirect_to("ankang_interpretations.read", id=package.name)


@interpretations.get("/new")
def new() -> str:
    """Ask for what an interpretation begins with: its department and its title."""
    return _new_page(tk.request.args.get("document", ""))


@interpretations.post("/new")
def begin() -> Response | str:
    """Begin a draft of an interpretation of a document, and go on writing it."""
    form = tk.request.form
    asked = {
        "type": "interpretation",
        "owner_org": form.get("owner_org", ""),
        "title": form.get("title", "").strip(),
    }
    if not asked["title"]:
        return _new_page(form.get("document", ""), _("请填写标题。"))
    try:
        made = tk.get_action("ankang_revision_create")({}, asked)
        interprets = [{"document": form.get("document", "").strip()}]
        save = {"id": made["id"], "edit": made["edit"], "content": {"interprets": interprets}}
        tk.get_action("ankang_revision_save")({}, save)
    except tk.ValidationError as error:
        return _new_page(form.get("document", ""), " ".join(error.error_summary.values()))
    except tk.NotAuthorized:
        return tk.abort(403, _("您不能为这个部门起草解读。"))
    return tk.redirect_to("ankang_drafts.edit", id=made["id"])


def _new_page(document: str, fault: str = "") -> str:
    departments = tk.get_action("organization_list_for_user")({}, {"permission": "create_dataset"})
    if not departments:
        tk.abort(403, _("您不能起草解读。请先登录，或者联系平台管理员加入部门。"))
    page = {
        "departments": departments,
        "document": _document(document),
        "said": document,
        "fault": fault,
    }
    return tk.render("ankang/interpretations/new.html", page)


def _document(name: str) -> dict[str, Any] | None:
    if not name:
        return None
    try:
        package: dict[str, Any] = tk.get_action("package_show")({}, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    return package


@interpretations.get("/<id>")
def read(id: str) -> Response | str:
    """The page of an interpretation, by its name; its id leads there."""
    package = _document(id)
    if package is None or package["type"] != "interpretation":
        return tk.abort(404, _("没有找到这份解读，或者它还没有公开。"))
    if id != package["name"]:
        return tk.redirect_to("ankang_interpretations.read", id=package["name"])
    labels = publication.field_labels()
    words = [(labels[field], package[field]) for field in indexing.WORDS if package.get(field)]
    return tk.render("ankang/interpretations/read.html", {"pkg_dict": package, "words": words})
