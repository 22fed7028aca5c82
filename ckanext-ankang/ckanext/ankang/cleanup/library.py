"""The documents of the library proper with what held of them on a day, in two queries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue.days import day_of

from .holdings import ENDED, PROPER, Held

HEADERS = sa.text("""
    SELECT id, name, title, coalesce(owner_org, '') AS department, extras AS said FROM package
     WHERE type = 'document' AND state = 'active' AND NOT private AND extras ->> 'kind' = ANY(:kinds)
""")

FILING = ("organ", "number", "date")

# Of a document without any event nothing is known, which is a state and not an absence.
UNTOLD: dict[str, Any] = {"state": "unverified", "flags": [], "since": None, "event_id": None}


def on(day: date, *, causes: bool = False) -> list[Held]:
    """All public 政府规章 and 行政规范性文件; `causes` asks also by what event each came to its force."""
    listed = tk.get_action("ankang_document_force_list")(
        {"ignore_auth": True}, {"as_of": day.isoformat()}
    )
    force = {one["id"]: one for one in listed}
    kinds = _kinds_of_events() if causes else {}
    headers = model.Session.execute(HEADERS, {"kinds": list(PROPER)})
    return [_held(row, force.get(row.id, UNTOLD), kinds) for row in headers]


def soon(day: date, days: int) -> list[Held]:
    """The same, each with the last day on which it is in force, if it ends within so many days.

    Asked of the later day itself: a printed period, an extension, the deadline of a clean-up (需修改,
    else lapsed) and a repeal that is public already and takes force later all end there.
    """
    later = {"as_of": (day + timedelta(days + 1)).isoformat()}
    listed = tk.get_action("ankang_document_force_list")({"ignore_auth": True}, later)
    ends = {one["id"]: one for one in listed if one["state"] in ENDED}
    return [_until(one, ends.get(one.id)) for one in on(day)]


def _until(document: Held, end: dict[str, Any] | None) -> Held:
    since = day_of(end["since"]) if end else None
    if end is None or since is None:
        return document
    return replace(document, last_day=since - timedelta(1), ends_as=end["state"])


def one(package_id: str, held: Iterable[Held]) -> Held | None:
    """One of these, by its id or name."""
    return next((one for one in held if package_id in (one.id, one.name)), None)


def department_titles() -> dict[str, str]:
    """The titles of all departments by their ids."""
    rows = model.Session.query(model.Group.id, model.Group.title).filter_by(is_organization=True)
    return dict(tuple(row) for row in rows)


def _held(row: Any, force: dict[str, Any], kinds: dict[str, str]) -> Held:
    said = row.said
    return Held(
        id=row.id,
        name=row.name,
        title=row.title,
        number=said.get("document_number") or "",
        issuer=said.get("issuer") or "",
        department=row.department,
        kind=said["kind"],
        topic=said.get("topic") or "",
        issued=day_of(said.get("date_issued")),
        published=day_of(said.get("date_published")),
        state=force["state"],
        flags=tuple(force["flags"]),
        since=day_of(force["since"]),
        cause=kinds.get(force["event_id"] or "", ""),
        filed=_filed(said.get("filings") or "[]"),
    )


def _filed(written: str) -> tuple[str, ...]:
    """The filings of a header, which scheming keeps as JSON, in words."""
    entries = ((one.get(name) for name in FILING) for one in json.loads(written))
    return tuple(" ".join(filter(None, words)) for words in entries)


def _kinds_of_events() -> dict[str, str]:
    found = tk.get_action("ankang_document_event_list")(
        {"ignore_auth": True}, {"state": "accepted"}
    )
    return {one["id"]: one["kind"] for one in found}
