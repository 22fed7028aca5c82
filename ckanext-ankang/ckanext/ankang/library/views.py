"""The pages of the library: the list of documents, the page of one, the page of an article."""

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import SearchError
from flask import Blueprint
from werkzeug.wrappers import Response

from . import listing, reading
from .articles import articles
from .comparing import comparison
from .follows import follows

__all__ = ["articles", "comparison", "follows", "library"]

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
    """The list: by tab with counts, searched within, as things stand on a day."""
    try:
        page = listing.listed()
    except SearchError:
        page = listing.asked_for()
    return tk.render("ankang/library/index.html", page)


@library.route("/<id>")
def read(id: str) -> Response | str:
    """The page of a document, by its name; its id leads there."""
    package = reading.package(id)
    if id != package["name"]:
        return tk.redirect_to(
            "ankang_library.read", id=package["name"], **tk.request.args.to_dict()
        )
    return tk.render("ankang/library/read.html", reading.whole(reading.page(package)))
