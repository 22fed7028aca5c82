"""The page of what is cited and found nowhere, for lawyers and clerks."""

import ckan.plugins.toolkit as tk
from ckan.lib.helpers import Page
from flask import Blueprint

from .config import unresolved_rows

# One segment longer than /document/<id>: no document can be called so, werkzeug takes the fixed path first.
citations = Blueprint("ankang_citations", __name__, url_prefix="/document")


@citations.route("/unresolved")
def unresolved() -> str:
    """What documents cite that neither the library nor the register of laws holds."""
    number, rows = tk.h.get_page_number(tk.request.args), unresolved_rows()
    asked = {"limit": rows, "offset": (number - 1) * rows}
    try:
        found = tk.get_action("ankang_citation_unresolved_list")({}, asked)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    page = Page(
        collection=found["results"],
        page=number,
        url=lambda page=1, **_kwargs: tk.h.url_for("ankang_citations.unresolved", page=page),
        item_count=found["count"],
        items_per_page=rows,
    )
    page.items = found["results"]
    return tk.render("ankang/citations/unresolved.html", {"page": page})
