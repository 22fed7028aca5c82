"""The page on which auditors read the audit log."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, request

from . import audit

ankang_audit = Blueprint("ankang_audit", __name__)

PAGE = 50


@ankang_audit.route("/audit")
def index() -> Any:
    """Entries, newest first, of a case, a person or a day."""
    wanted = {name: request.args.get(name, "").strip() for name in audit.FILTERS}
    page, problem, entries = max(1, tk.h.get_page_number(request.args)), "", []
    question = {**wanted, "limit": PAGE + 1, "offset": (page - 1) * PAGE}
    try:
        entries = tk.get_action("ankang_audit_list")({}, question)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("审计日志只有平台管理员和平台主管可以查看。"))
    except tk.ValidationError as error:
        problem = "".join(error.error_summary.values())
    return tk.render(
        "ankang/review/audit.html",
        {
            "wanted": wanted,
            "problem": problem,
            "entries": entries[:PAGE],
            "page": page,
            "more": len(entries) > PAGE,
        },
    )
