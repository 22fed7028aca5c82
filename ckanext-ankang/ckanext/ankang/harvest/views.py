"""The page of sources, for administrators."""

import ckan.plugins.toolkit as tk
from flask import Blueprint

ankang_harvest = Blueprint("ankang_harvest", __name__)


@ankang_harvest.route("/harvest")
def index() -> str:
    """Sources with their last runs and what is held back."""
    try:
        sources = tk.get_action("ankang_harvest_source_list")({}, {})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("只有平台管理员可以查看采集"))
    return tk.render("ankang/harvest/index.html", {"sources": sources})
