"""The pages of quality scores: one dataset with its reasons, and all of them."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, request

from . import chart, series, standing

ankang_scores = Blueprint("ankang_scores", __name__)

SERIES_DAYS = 366
PER_PAGE = 50
# The first order is the one shown where none, or an unknown one, is asked for.
SORTS = ("points desc", "points asc", "title asc", "department asc")


@ankang_scores.route("/dataset/<id>/quality")
def dataset(id: str) -> Any:
    """Show the score of a dataset, what every lost point is won by, and the series."""
    try:
        package = tk.get_action("package_show")({}, {"id": id})
        scores = tk.get_action("ankang_quality_score_list")({}, {"id": id, "limit": SERIES_DAYS})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("没有这个数据集，或者它还没有公开。"))
    days = scores["results"][::-1]
    return tk.render(
        "ankang/quality/dataset.html",
        {
            "pkg": package,
            "score": standing.latest(package["id"]),
            "series": list(series.changes(days))[::-1],
            "days": days,
            "chart": chart.chart(days) if len(days) > 1 else None,
        },
    )


@ankang_scores.route("/quality")
def index() -> Any:
    """Show departments and datasets by their scores."""
    asked = request.args.get("sort", "")
    sort = asked if asked in SORTS else SORTS[0]
    department = request.args.get("department") or None
    number = request.args.get("page", "1")
    page = int(number) if number.isdecimal() and 0 < int(number) < 100_000 else 1
    asked_for = {"sort": sort, "department": department or ""}
    found = tk.get_action("ankang_quality_score_list")(
        {}, {**asked_for, "limit": PER_PAGE, "offset": (page - 1) * PER_PAGE}
    )
    return tk.render(
        "ankang/quality/index.html",
        {
            "departments": standing.departments(),
            "department": department,
            "scores": found["results"],
            "count": found["count"],
            "sort": sort,
            "page": page,
            "pages": -(-found["count"] // PER_PAGE),
        },
    )
