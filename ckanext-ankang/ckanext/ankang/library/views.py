"""The pages of the library: the list of documents and the page of one."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.helpers import Page
from ckan.lib.search import SearchError
from flask import Blueprint
from werkzeug.wrappers import Response

from .comparing import comparison
from .config import documents_per_page

__all__ = ["comparison", "library"]

# CKAN registers /document/ and /document/<id> for the type as well; blueprints of plugins come
# first (config/middleware/flask_app.py), so url_for("document.read") leads here.
library = Blueprint("ankang_library", __name__, url_prefix="/document")


@library.before_app_request
def _lead_to_the_document() -> Response | None:
    """Core links a document as /dataset/<name>; its page is /document/<name>."""
    if tk.request.endpoint != "dataset.read":
        return None
    package = model.Package.get((tk.request.view_args or {})["id"])
    if package is None or package.type != "document":
        return None
    return tk.redirect_to("ankang_library.read", id=package.name)


@library.route("/", strict_slashes=False)
def index() -> str:
    """The library: by kind with counts, searched within, newest first."""
    question = tk.request.args.get("q", "").strip()
    kind = tk.request.args.get("kind", "").strip()
    number = tk.h.get_page_number(tk.request.args)
    page = {"question": question, "kind": kind, "unavailable": False}
    try:
        page |= _found(question, kind, number)
    except SearchError:
        page |= {"unavailable": True, "kinds": [], "related": [], "total": 0}
        page["page"] = Page(collection=[], page=1, item_count=0)
    return tk.render("ankang/library/index.html", page)


def _found(question: str, kind: str, number: int) -> dict[str, Any]:
    rows = documents_per_page()
    all_kinds = _search(question, "", rows=0)
    found = _search(question, kind, rows=rows, start=(number - 1) * rows)
    facet = all_kinds["search_facets"].get("kind", {"items": []})
    page = Page(
        collection=found["results"],
        page=number,
        url=_page_url,
        item_count=found["count"],
        items_per_page=rows,
    )
    page.items = found["results"]
    return {
        "page": page,
        "kinds": _in_order(facet["items"]),
        "total": all_kinds["count"],
        "related": found.get("ankang_related", []) if not kind and number == 1 else [],
    }


def _search(question: str, kind: str, **limits: int) -> dict[str, Any]:
    query = {
        "q": question,
        "fq": "dataset_type:document" + (f' kind:"{_quoted(kind)}"' if kind else ""),
        "facet.field": ["kind"],
        "facet.limit": -1,
        **limits,
    }
    if not question:
        query["sort"] = "date_published desc, metadata_created desc"
    found: dict[str, Any] = tk.get_action("package_search")({}, query)
    return found


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _in_order(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Kinds in the order of the vocabulary, which is that of legal rank."""
    order = [choice["value"] for choice in _kinds()]
    return sorted(items, key=lambda item: order.index(item["name"]))


def _kinds() -> list[dict[str, str]]:
    choices: list[dict[str, str]] = tk.h.ankang_vocabulary_choices({"vocabulary": "document_kinds"})
    return choices


def _page_url(page: int = 1, **_kwargs: Any) -> str:
    arguments = {k: v for k, v in tk.request.args.items() if k in ("q", "kind") and v}
    return str(tk.h.url_for("ankang_library.index", **arguments, page=page))


@library.route("/<id>")
def read(id: str) -> Response | str:
    """The page of a document, by its name; its id leads there."""
    try:
        package = tk.get_action("package_show")({"for_view": True}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("没有找到这份文件，或者它还没有公开。"))
    if package["type"] != "document":
        return tk.redirect_to("dataset.read", id=package["name"])
    if id != package["name"]:
        return tk.redirect_to("ankang_library.read", id=package["name"])
    return tk.render("ankang/library/read.html", {"pkg_dict": package, "text": _text(id)})


def _text(id: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = tk.get_action("ankang_document_text_show")({}, {"id": id})
    except tk.ObjectNotFound:
        return None
    return found
