"""Links as their departments see them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from .model import Link, LinkLook

Json = dict[str, Any]
# What asks for attention first.
ORDER = ("dead", "failing", "unclear", "new", "alive")


def listed(departments: Collection[str] | None, state: str, start: int, rows: int) -> Json:
    """Links of these departments, of all with None: the dead first, the longest dead before."""
    chosen = _joined(departments)
    if state:
        chosen = chosen.where(Link.state == state)
    count = model.Session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery()))
    rank = sa.case({name: place for place, name in enumerate(ORDER)}, value=Link.state)
    page = chosen.order_by(rank, Link.since, Link.id).offset(start).limit(rows)
    return {"count": count, "results": [_shown(*row) for row in model.Session.execute(page)]}


def counts(departments: Collection[str] | None) -> dict[str, int]:
    """How many links of these departments are in each state."""
    found = _joined(departments).subquery()
    counted = sa.select(found.c.state, sa.func.count()).group_by(found.c.state)
    by_state = {state: int(number) for state, number in model.Session.execute(counted)}
    return {state: by_state[state] for state in ORDER if state in by_state}


def one(link_id: str) -> Json | None:
    """A link with every look at it that is kept, the newest first."""
    chosen = _joined(None).where(Link.id == link_id)
    row = model.Session.execute(chosen).first()
    if row is None:
        return None
    looks = sa.select(LinkLook).where(LinkLook.link_id == link_id)
    ordered = model.Session.scalars(looks.order_by(LinkLook.looked.desc(), LinkLook.id.desc()))
    return {**_shown(*row), "looks": [found.as_dict() for found in ordered]}


def state_of(resource_id: str) -> Json | None:
    """What everybody may know of the link of a public resource."""
    link = model.Session.get(Link, resource_id)
    if link is None or link.looked is None:
        return None
    return {"state": link.state, "since": _iso(link.since), "looked": _iso(link.looked)}


def _joined(departments: Collection[str] | None) -> Any:
    chosen = (
        sa.select(Link, model.Package, model.Resource.name, model.Group.title)
        .join(model.Package, model.Package.id == Link.package_id)
        .outerjoin(model.Resource, model.Resource.id == Link.resource_id)
        .outerjoin(model.Group, model.Group.id == model.Package.owner_org)
        .where(model.Package.state == model.State.ACTIVE)
    )
    return (
        chosen
        if departments is None
        else chosen.where(model.Package.owner_org.in_(tuple(departments)))
    )


def _shown(link: Link, package: Any, resource: str | None, department: str | None) -> Json:
    said = ("id", "resource_id", "url", "state", "reason")
    named = {name: getattr(link, name) for name in said}
    moments = {name: _iso(getattr(link, name)) for name in ("since", "looked", "due")}
    return {
        **named,
        **moments,
        "failures": link.failures,
        "name": resource or "" if link.resource_id else tk._("来源网址"),
        "package": {name: getattr(package, name) for name in ("id", "name", "title", "type")},
        "department": department or "",
    }


def _iso(moment: Any) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
