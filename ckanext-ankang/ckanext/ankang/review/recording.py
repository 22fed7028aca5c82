"""How an event becomes part of a case: the only way to another state, step and clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ckan.plugins as p
from ckan import model

from ckanext.ankang.catalogue.calendar import add_working_days

from . import process
from .interfaces import IReview
from .model import Case, CaseEvent, as_dict
from .profiles import profiles

HERE = ZoneInfo("Asia/Shanghai")


def history(case: Case) -> process.History:
    """A case as its stored events tell it."""
    return process.History(profiles()[case.profile], tuple(_event(row) for row in case.events()))


def record(
    case: Case,
    event: str,
    actor: str,
    reason: str = "",
    *,
    post: process.Held | None = None,
    detail: dict[str, Any] | None = None,
) -> process.History:
    """Let an event happen in the caller's transaction; raises `Refused` or `ImpossibleStep`."""
    before = history(case)
    row = CaseEvent(
        case_id=case.id,
        event=event,
        actor=actor,
        reason=reason,
        step=before.turn.step.code if before.turn else None,
        post=post and post.post,
        deputy_for=post and post.deputy_for,
        detail=detail or {},
    )
    after = before.then(_event(row))
    row.round = after.round
    model.Session.add(row)
    _follow(case, before, after)
    if "due" in row.detail:
        case.due = end_of(date.fromisoformat(row.detail["due"])) if row.detail["due"] else None
    model.Session.flush()
    for plugin in p.PluginImplementations(IReview):
        plugin.after_case_event(as_dict(case), as_dict(row))
    return after


def today() -> date:
    """The day it is in Ankang."""
    return datetime.now(HERE).date()


def end_of(day: date) -> datetime:
    """The moment from which something due on that day is overdue."""
    return datetime.combine(day + timedelta(days=1), time(), HERE).astimezone(UTC)


def _follow(case: Case, before: process.History, after: process.History) -> None:
    """Keep state, step, round and clock of the row as the events say."""
    case.state, case.round = after.state, after.round
    step = after.turn.step if after.turn else None
    if before.turn is None or step is not before.turn.step or after.round != before.round:
        case.due = end_of(process.due(step, today(), add_working_days)) if step else None
    case.step = step.code if step else None


def _event(row: CaseEvent) -> process.Event:
    detail = row.detail
    return process.Event(
        event=row.event,
        person=detail.get("signed_by", row.actor),
        step=row.step,
        department=detail.get("department"),
        authors=frozenset(detail.get("authors", ())),
        departments=tuple(detail.get("departments", ())),
        standing="approval" in detail,
    )
