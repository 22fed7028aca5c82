"""Pages of the room `portal`."""

import ckan.plugins.toolkit as tk
from flask import Blueprint

__all__ = ["ankang_portal"]

ankang_portal = Blueprint("ankang_portal", __name__)


@ankang_portal.route("/help")
def help_page() -> str:
    """How to search, download, use the API and read a validation."""
    return tk.render("ankang/portal/help.html")
