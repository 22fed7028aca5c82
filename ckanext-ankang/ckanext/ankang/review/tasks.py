"""What the room `review` has for the workbench: cases at my step, returned ones, my own on their way."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

from . import states
from .model import CaseItem
from .recording import HERE

MOST = 200
HARVEST = "harvest"


def sections(person: Person) -> list[Section]:
    """Cases that wait for the person, and his own."""
    turn = _cases(person, waiting_for_me=True)
    mine = _cases(person, mine=True)
    back = [one for one in mine if one["state"] in (states.RETURNED, states.HELD)]
    back = _without_drafts(back)
    under_way = [one for one in mine if one["state"] in (states.WAITING, states.APPROVED)]
    sign, see = tk._("办理"), tk._("查看")
    waiting = tk.h.url_for("ankang_cases.index")
    return [
        Section("turn", [_entry(one, sign) for one in turn if one["profile"] != HARVEST], waiting),
        Section(
            "harvest", [_entry(one, sign) for one in turn if one["profile"] == HARVEST], waiting
        ),
        Section("returned", [_entry(one, see) for one in back]),
        Section(
            "under_way",
            [_entry(one, see) for one in under_way],
            tk.h.url_for("ankang_cases.index", list="mine"),
        ),
    ]


def _cases(person: Person, **asked: Any) -> list[dict[str, Any]]:
    found = tk.get_action("ankang_case_list")(person.context, {**asked, "limit": MOST})
    results: list[dict[str, Any]] = found["results"]
    return results


def _without_drafts(cases: Collection[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that came by the API: of the others, the drafts themselves stand on the workbench."""
    ids = [one["id"] for one in cases]
    drafted = sa.select(CaseItem.case_id).where(
        CaseItem.case_id.in_(ids), CaseItem.revision_id.is_not(None)
    )
    known = set(model.Session.scalars(drafted))
    return [one for one in cases if one["id"] not in known]


def _entry(one: dict[str, Any], action: str) -> Entry:
    return Entry(
        title=one["title"],
        link=tk.h.url_for("ankang_cases.read", id=one["id"]),
        action=action,
        facts=tuple(filter(None, _facts(one))),
        due=_due(one),
        since=one["created"],
    )


def _facts(one: dict[str, Any]) -> list[str]:
    group = model.Group.get(one["department"]) if one["department"] else None
    step = one["step_label"] or states.LABELS[one["state"]]
    statutory = one["statutory_due"]
    return [
        group.title if group else "",
        step,
        one["profile_label"],
        tk._("第 {round} 轮").format(round=one["round"]) if one["round"] > 1 else "",
        tk._("法定期限 {day}").format(day=tk.h.ankang_date(statutory)) if statutory else "",
    ]


def _due(one: dict[str, Any]) -> date | None:
    """The last day of the step; the clock stands on the first moment after it."""
    if not one["due"]:
        return None
    return (datetime.fromisoformat(one["due"]).astimezone(HERE) - timedelta(seconds=1)).date()
