"""The closed entries of the catalogue with the day by which each is looked at again."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue import reexamination

Package = model.Package
STATED = ("openness", "reexamined_on", "first_published", "withdrawn")


def listed(department: str | None, until: date | None, today: date) -> list[dict[str, Any]]:
    """Return them, the first due first; a department's with those of the bodies below it."""
    entries = [
        {
            "id": row.id,
            "name": row.name,
            "title": row.title,
            "department": row.department or "",
            "due": day.isoformat(),
            "overdue": reexamination.is_overdue(dict(row._mapping), today),
        }
        for row in _rows(department)
        if not row.withdrawn
        and (day := reexamination.due(dict(row._mapping)))
        and (until is None or day <= until)
    ]
    return sorted(entries, key=lambda entry: (entry["due"], entry["title"]))


def _rows(department: str | None) -> Any:
    chosen = (
        sa.select(
            *(Package.id, Package.name, Package.title),
            *(Package.extras[name].astext.label(name) for name in STATED),
            model.Group.title.label("department"),
        )
        .outerjoin(model.Group, model.Group.id == Package.owner_org)
        .where(
            Package.type == "dataset",
            Package.state == model.State.ACTIVE,
            Package.private.is_(False),
            Package.extras["openness"].astext == "closed",
        )
    )
    if department:
        chosen = chosen.where(Package.owner_org.in_(_with_those_below(department)))
    return model.Session.execute(chosen)


def _with_those_below(department: str) -> list[str]:
    group = model.Group.get(department)
    if group is None:
        return []
    below = group.get_children_group_hierarchy("organization")
    return [group.id, *(row[0] for row in below)]
