"""Pages of the room `portal`."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.views.api import i18n_js_translations
from flask import Blueprint

__all__ = ["ankang_portal"]

ankang_portal = Blueprint("ankang_portal", __name__)


@ankang_portal.route("/help")
def help_page() -> str:
    """How to search, download, use the API and read a validation."""
    return tk.render("ankang/portal/help.html")


@ankang_portal.route("/api/i18n/zh_Hans-CN")
def script_words() -> Any:
    """The words of core's scripts: their client turns only the first hyphen of zh-Hans-CN."""
    return i18n_js_translations("zh_Hans_CN")
