"""What the quarterly self-check counts: which ways were gone, by how many persons, and how they ended."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from .model import Case, CaseEvent
from .profiles import profiles
from .recording import HERE

# Each line counts cases that ended in the quarter; `persons` are those who handed in or signed.
ENDED = ("publish", "reject", "withdraw", "stop", "hide")
COUNTS = ("published", "rejected", "withdrawn", "stopped", "hidden")


def of_quarter(year: int, quarter: int) -> dict[str, Any]:
    """{year, quarter, lines: [{department, profile, label, lighter, cases…, items, persons, escalated}]}."""
    starts, ends = _bounds(year, quarter)
    ended = (
        sa.select(Case)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(CaseEvent.event.in_(ENDED), CaseEvent.at >= starts, CaseEvent.at < ends)
        .distinct()
    )
    groups: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in model.Session.scalars(ended):
        groups[case.department or "", case.profile].append(case)
    return {
        "year": year,
        "quarter": quarter,
        "lines": [_line(*key, cases) for key, cases in sorted(groups.items())],
    }


def _line(department: str, code: str, cases: list[Case]) -> dict[str, Any]:
    group = model.Group.get(department)
    profile = profiles()[code]
    events = [row for case in cases for row in case.events()]
    persons = {
        row.detail.get("signed_by", row.actor)
        for row in events
        if row.event in ("submit", "resubmit", "sign")
    }
    return {
        "department": department,
        "department_title": group.title if group else department,
        "profile": code,
        "label": profile.label,
        "lighter": profile.lighter or profile.standing,
        "cases": len(cases),
        **{name: sum(case.state == name for case in cases) for name in COUNTS},
        "items": sum(len(case.items()) for case in cases),
        "persons": len(persons),
        "escalated": sum(row.event == "escalate" for row in events),
    }


def _bounds(year: int, quarter: int) -> tuple[datetime, datetime]:
    first = 3 * (quarter - 1) + 1
    after = (year + 1, 1) if quarter == 4 else (year, first + 3)
    return datetime(year, first, 1, tzinfo=HERE), datetime(*after, 1, tzinfo=HERE)
