"""The lines of the plans with their states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue import imports, plan
from ckanext.ankang.catalogue.days import today
from ckanext.ankang.catalogue.model import PlanItem
from ckanext.ankang.catalogue.vocabularies import key, label


def lines(year: int, departments: Iterable[str]) -> list[dict[str, Any]]:
    """Return a year's lines of these departments (names), by month and department."""
    query = (
        sa.select(PlanItem, model.Group.title)
        .join(model.Group, model.Group.name == PlanItem.department)
        .where(
            PlanItem.department.in_(list(departments)),
            PlanItem.month.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(PlanItem.month, model.Group.title, PlanItem.title)
    )
    public: dict[str, dict[str, str]] = {}
    return [_line(item, title, public) for item, title in model.Session.execute(query)]


def years() -> list[int]:
    """Return the years that have lines, the newest first."""
    year = sa.extract("year", PlanItem.month)
    number = sa.cast(year, sa.Integer).label("year")
    query = sa.select(number).distinct().order_by(number.desc())
    return list(model.Session.scalars(query))


def _line(item: PlanItem, department: str, public: dict[str, dict[str, str]]) -> dict[str, Any]:
    if item.department not in public:
        public[item.department] = imports.titles_of(item.department)
    published = public[item.department]
    state = plan.state(key(item.title), item.month, published, today())
    return {
        "id": item.id,
        "title": item.title,
        "department": item.department,
        "department_title": department,
        "month": f"{item.month:%Y-%m}",
        "openness": item.openness,
        "openness_label": label("openness", item.openness),
        "state": state,
        "state_label": plan.LABELS[state],
        "package_id": published.get(key(item.title)),
    }
