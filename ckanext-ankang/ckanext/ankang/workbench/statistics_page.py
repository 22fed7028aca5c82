"""The page of a quarter's figures of the review, and the same as CSV."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from ckanext.ankang.catalogue import sheets
from ckanext.ankang.portal.wording import today

from . import quarters
from .quarters import Quarter

ankang_statistics = Blueprint("ankang_statistics", __name__)

Json = dict[str, Any]
SPOT_CHECK = "spot_check"
# The counts of a line, by the heads of their columns.
COLUMNS = {
    "cases": "办结案卷",
    "published": "已发布",
    "rejected": "未通过",
    "withdrawn": "已撤回",
    "stopped": "不公开",
    "hidden": "已隐藏",
    "items": "条目",
    "persons": "参与人数",
    "escalated": "逾期次数",
}


@ankang_statistics.route("/workbench/statistics")
def index() -> Any:
    """The figures of a quarter, by default of the present one."""
    quarter = _quarter()
    lines = _lines(quarter)
    return tk.render(
        "ankang/workbench/statistics.html",
        {
            "quarter": quarter,
            "offered": sorted({*quarters.offered(today()), quarter}, reverse=True),
            "lines": lines,
            "columns": COLUMNS,
            "cases": _cases(lines),
            "lighter": _cases(line for line in lines if line["lighter"]),
            "spot_checks": _cases(line for line in lines if line["profile"] == SPOT_CHECK),
        },
    )


@ankang_statistics.route("/workbench/statistics.csv")
def as_csv() -> Response:
    """The lines of the page."""
    quarter = _quarter()
    header = [tk._(word) for word in ("部门", "流程", "简化流程", *COLUMNS.values())]
    rows = [
        [
            line["department_title"],
            tk._(line["label"]),
            tk._("是") if line["lighter"] else tk._("否"),
            *(line[name] for name in COLUMNS),
        ]
        for line in _lines(quarter)
    ]
    name = quote(tk._("审核统计-{quarter}.csv").format(quarter=quarter.code), safe="")
    return Response(
        sheets.as_csv(header, rows),
        content_type=sheets.CSV_TYPE,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _quarter() -> Quarter:
    """The quarter that was chosen; what names none is not found."""
    code = request.args.get("quarter", "")
    found = quarters.read(code) if code else quarters.of_day(today())
    return found or tk.abort(404, tk._("没有这个季度。请写成 2026-4 这样：年份、短横、季度。"))


def _lines(quarter: Quarter) -> list[Json]:
    asked = {"year": quarter.year, "quarter": quarter.number}
    try:
        found: Json = tk.get_action("ankang_review_statistics")({}, asked)
    except tk.NotAuthorized:
        return tk.abort(403, tk._("审核统计只有平台主管、规范性审查员和平台管理员可以查看。"))
    lines: list[Json] = found["lines"]
    return sorted(lines, key=lambda line: (line["department_title"], line["profile"]))


def _cases(lines: Iterable[Json]) -> int:
    return sum(line["cases"] for line in lines)
