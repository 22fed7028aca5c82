"""How the public datasets of the portal keep their promises today."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ckan.model as model
import sqlalchemy as sa

from . import freshness

HERE = ZoneInfo("Asia/Shanghai")
Package = model.Package
Department = sa.orm.aliased(model.Group)
STATED = ("update_frequency", "data_updated")
WORST_FIRST = {state: place for place, state in enumerate(("late", "due_soon", "unknown"))}


def listed(*, department: str | None, state: str | None, limit: int, offset: int) -> dict[str, Any]:
    """Public datasets with their freshness, the latest first: {count, counts, results}."""
    today = datetime.now(HERE).date()
    judged = sorted((_judged(row, today) for row in _rows(department)), key=_order)
    counts = Counter(one["state"] for one in judged)
    chosen = [one for one in judged if state in (None, one["state"])]
    return {
        "count": len(chosen),
        "counts": {code: counts[code] for code in freshness.labels()},
        "results": chosen[offset : offset + limit],
    }


def _rows(department: str | None) -> Any:
    chosen = (
        sa.select(
            *(Package.id, Package.name, Package.title),
            *(Package.extras[name].astext.label(name) for name in STATED),
            Department.id.label("department_id"),
            Department.name.label("department"),
            Department.title.label("department_title"),
        )
        .outerjoin(Department, Department.id == Package.owner_org)
        .where(
            Package.type == "dataset",
            Package.state == model.State.ACTIVE,
            Package.private.is_(False),
        )
    )
    if department:
        chosen = chosen.where(sa.or_(Department.id == department, Department.name == department))
    return model.Session.execute(chosen)


def _judged(row: Any, today: date) -> dict[str, Any]:
    found = freshness.of_package(row._mapping, today)
    return {
        "dataset": {"id": row.id, "name": row.name, "title": row.title},
        "department": {
            "id": row.department_id,
            "name": row.department,
            "title": row.department_title,
        },
        **{name: row._mapping[name] or "" for name in STATED},
        "state": found.state,
        "due": found.due.isoformat() if found.due else None,
        "late": found.late,
        "why": found.why,
    }


def _order(one: dict[str, Any]) -> tuple[Any, ...]:
    place = WORST_FIRST.get(one["state"], len(WORST_FIRST))
    return place, one["due"] or "", one["dataset"]["title"] or "", one["dataset"]["id"]
