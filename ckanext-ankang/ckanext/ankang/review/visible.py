"""Who sees a case: its authors, whose turn it is, who acted in it, and platform administrators."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import authz, model

from . import posts, states
from .model import Case, CaseEvent
from .process import Held, History
from .recording import history

SECRECY = "secrecy_reviewer"


def may_see(user: str | None, case: Case) -> bool:
    """Whether a person sees a case and what it would publish."""
    if not user:
        return False
    if authz.is_sysadmin(user):
        return True
    past, holdings = history(case), posts.held_by(user)
    acted = {row.actor for row in case.events()} | {event.person for event in past.events}
    if case.state == states.STOPPED:
        return _sees_stopped(user, case, holdings)
    if user in past.authors | acted | {case.created_by}:
        return True
    return _has_turn(past, holdings) or _is_told(case, past, holdings)


def is_waiting_for(user: str, case: Case) -> bool:
    """Whether it is this person's turn, and he may sign."""
    past = history(case)
    return _has_turn(past, posts.held_by(user)) and past.refusal(user) is None


def waiting_for(user: str) -> list[str]:
    """The ids of the cases that wait for this person."""
    holdings = posts.held_by(user)
    if not holdings:
        return []
    waiting = model.Session.scalars(sa.select(Case).where(Case.state == states.WAITING))
    return [case.id for case in waiting if is_waiting_for(user, case)]


def condition(user: str) -> Any:
    """The SQL condition on cases that `may_see` amounts to."""
    if authz.is_sysadmin(user):
        return sa.true()
    holdings = posts.held_by(user)
    stopped_here = [held.department for held in holdings if held.post == SECRECY]
    mine = sa.or_(Case.created_by == user, sa.exists().where(_authored(user)), _acted(user))
    turn = Case.id.in_(_turns(holdings))
    open_to = sa.and_(Case.state != states.STOPPED, sa.or_(mine, turn))
    return sa.or_(
        open_to,
        sa.and_(
            Case.state == states.STOPPED,
            sa.or_(Case.department.in_(stopped_here), _acted(user, "stop")),
        ),
    )


def mine(user: str) -> Any:
    """The SQL condition on cases that a person opened or is an author of."""
    return sa.or_(Case.created_by == user, sa.exists().where(_authored(user)))


def _turns(holdings: list[Held]) -> list[str]:
    if not holdings:
        return []
    waiting = model.Session.scalars(sa.select(Case).where(Case.state == states.WAITING))
    return [
        case.id
        for case in waiting
        if _has_turn(past := history(case), holdings) or _is_told(case, past, holdings)
    ]


def _has_turn(past: History, holdings: list[Held]) -> bool:
    return past.turn is not None and past.turn.post_of(holdings) is not None


def _is_told(case: Case, past: History, holdings: list[Held]) -> bool:
    """An overdue step was put before the next post, which sees it from then on."""
    told = any(event.event == "escalate" for event in past.this_round)
    if not told or past.turn is None:
        return False
    step = past.turn.step
    higher = past.profile.escalates_to(step)
    return any(
        held.post in higher and (step.platform or held.department == case.department)
        for held in holdings
    )


def _sees_stopped(user: str, case: Case, holdings: list[Held]) -> bool:
    if any(row.event == "stop" and row.actor == user for row in case.events()):
        return True
    return any(held.post == SECRECY and held.department == case.department for held in holdings)


def _authored(user: str) -> Any:
    authors = CaseEvent.detail["authors"]
    return sa.and_(CaseEvent.case_id == Case.id, authors.contains([user]))


def _acted(user: str, event: str | None = None) -> Any:
    found = sa.and_(CaseEvent.case_id == Case.id, CaseEvent.actor == user)
    return sa.exists().where(sa.and_(found, CaseEvent.event == event) if event else found)
