"""The yearly figures as they are now and as they were reported."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.review import audit
from ckanext.ankang.validity import organs

from . import annual, library
from .annual import Row
from .holdings import Held
from .model import AnnualReport

Json = dict[str, Any]


def show(year: int, only: set[str] | None = None) -> Json:
    """The table of a year for these organs (None: all), by organ and by place, with what was frozen."""
    day = min(annual.last_day(year), today())
    documents = library.on(day, causes=True)
    rows = [
        row
        for row in annual.table(documents, year, annual.rules())
        if only is None or row.organ in only
    ]
    frozen, before = reported(year), reported(year - 1)
    return {
        "year": year,
        "day": day.isoformat(),
        "over": annual.last_day(year) < today(),
        "rows": [
            {**_figures(row, frozen), "unexplained": _unexplained(row, before)} for row in rows
        ],
        "places": _places(rows),
        "documents": _named(documents, rows),
        "reports": [_report(one) for one in frozen.values() if only is None or one.organ in only],
    }


def freeze(year: int, organ: str, person: str) -> AnnualReport:
    """Keep the figures of an organ as reported, with the documents behind each; once for ever."""
    if annual.last_day(year) >= today():
        raise tk.ValidationError(
            {"year": [tk._("{year} 年还没有结束，不能上报。").format(year=year)]}
        )
    if model.Session.get(AnnualReport, (year, organ)):
        raise tk.ValidationError({"organ": [tk._("这个机关这一年的数据已经上报。")]})
    now = show(year, {organ})
    if not now["rows"]:
        raise tk.ObjectNotFound(tk._("“{organ}”这一年没有可以统计的文件。").format(organ=organ))
    row = AnnualReport(
        year=year,
        organ=organ,
        rows=now["rows"],
        documents=now["documents"],
        reported_by=person,
    )
    model.Session.add(row)
    audit.record(person, "annual_report.freeze", f"{year} {organ}")
    return row


def reported(year: int) -> dict[str, AnnualReport]:
    """What was reported of a year, by organ."""
    query = sa.select(AnnualReport).where(AnnualReport.year == year)
    return {row.organ: row for row in model.Session.scalars(query)}


def department_of(organ: str) -> str | None:
    """The id of the department that is this organ."""
    query = model.Session.query(model.Group.id).filter_by(is_organization=True, title=organ)
    found: str | None = query.scalar()
    return found


def _figures(row: Row, frozen: dict[str, AnnualReport]) -> Json:
    rules = annual.rules()
    counts = {name: row.count(name) for name in [*rules.columns, *(e.code for e in rules.endings)]}
    said = {"organ": row.organ, "kind": row.kind, "lists": row.lists}
    figures = {**counts, "ended": annual.ended(row, rules)}
    return {**said, "figures": figures, "changed": _changed(row, figures, frozen)}


def _changed(row: Row, figures: dict[str, int], frozen: dict[str, AnnualReport]) -> bool:
    """Whether what was reported would be another figure today: an event that came late."""
    if row.organ not in frozen:
        return False
    before = {one["kind"]: one["figures"] for one in frozen[row.organ].rows}
    return before.get(row.kind) != figures


def _unexplained(row: Row, before: dict[str, AnnualReport]) -> int | None:
    """How far 现行有效 is from what last year reported and this year did; None without a report."""
    if row.organ not in before:
        return None
    valid = {one["kind"]: one["figures"][annual.VALID] for one in before[row.organ].rows}
    return annual.unexplained(valid.get(row.kind, 0), row, annual.rules())


def _places(rows: list[Row]) -> list[Json]:
    return [
        {
            "place": place,
            "rows": [_figures(row, {}) | {"lists": {}} for row in found],
        }
        for place, found in annual.roll_up(rows, organs.region).items()
    ]


def _named(documents: list[Held], rows: list[Row]) -> dict[str, dict[str, str]]:
    behind = {id_ for row in rows for ids in row.lists.values() for id_ in ids}
    return {
        one.id: {
            "name": one.name,
            "title": one.title,
            "number": one.number,
            "day": str(one.day or ""),
        }
        for one in documents
        if one.id in behind
    }


def _report(row: AnnualReport) -> Json:
    said = ("organ", "rows", "documents", "reported_by")
    return {**{name: getattr(row, name) for name in said}, "reported": row.reported.isoformat()}
