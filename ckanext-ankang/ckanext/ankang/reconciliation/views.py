"""The administrators' page of reconciliations."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, request

from .kinds import kinds

__all__ = ["ankang_reconciliation"]

ankang_reconciliation = Blueprint("ankang_reconciliation", __name__, url_prefix="/reconciliation")


@ankang_reconciliation.get("")
def index() -> Any:
    """What the last ones found."""
    try:
        found = tk.get_action("ankang_reconciliation_list")({}, {})
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message)
    return tk.render("ankang/reconciliation/index.html", {"found": found, "kinds": kinds()})


@ankang_reconciliation.post("")
def run() -> Any:
    """Have it done now, or only looked at."""
    try:
        asked = {"mend": request.form.get("mend") == "yes"}
        tk.get_action("ankang_reconciliation_run")({}, asked)
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message)
    tk.h.flash_success(tk._("已排队对账，完成后刷新本页可以看到结果。"))
    return tk.redirect_to("ankang_reconciliation.index")
