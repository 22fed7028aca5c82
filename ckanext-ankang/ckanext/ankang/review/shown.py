"""A case as actions and pages show it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.ankang.catalogue.calendar import add_working_days, working_days_between

from . import decisions, posts, process, publishing
from .differences import differences
from .model import Case, CaseItem, as_dict
from .process import History
from .profiles import profiles
from .recording import HERE, history, today


def row(found: Case) -> dict[str, Any]:
    """A line of the list: the case with the names of its profile and step, and its days left."""
    profile = profiles()[found.profile]
    step = profile.step(found.step)
    return {
        **as_dict(found),
        "profile_label": profile.label,
        "step_label": step and step.label,
        "days_left": _days_left(found),
        "statutory_due": _statutory(found),
        "statutory_days": _statutory_days(found),
    }


def case(found: Case, user: str) -> dict[str, Any]:
    """The whole case, and what stands for and against this person's signature."""
    past = history(found)
    return {
        **row(found),
        "authors": sorted(past.authors),
        "departments": list(past.departments),
        "items": [as_dict(one) for one in found.items()],
        "events": [as_dict(one) for one in found.events()],
        "turn": _turn(found, past, user),
        "may_withdraw": decisions.may_withdraw(found, past, user),
        "may_resubmit": found.state == "returned" and user in past.authors | {found.created_by},
    }


def item(found: CaseItem) -> dict[str, Any]:
    """An item with what it changes of what is public."""
    package = found.item["package"]
    return {
        **as_dict(found),
        "differences": [asdict(one) for one in differences(_public(package["id"]), package)],
    }


def _turn(found: Case, past: History, user: str) -> dict[str, Any] | None:
    turn = past.turn
    if turn is None:
        return None
    holdings = posts.held_by(user)
    held = turn.post_of(holdings)
    refusal = past.refusal(user)
    return {
        "step": turn.step.code,
        "label": turn.step.label,
        "posts": list(turn.step.all_posts),
        "departments": list(turn.departments),
        "people": sorted(_people(turn)),
        "mine": held is not None,
        "post": held and held.post,
        "registers_oa": decisions.registers_oa(turn, holdings, past, user),
        "refusal": refusal and tk._(refusal.template).format(**refusal.fields),
        "to_open": decisions.to_open(found, user) if held else [],
        "opened": sorted(decisions.looked_at(found, user)),
    }


def _people(turn: process.Turn) -> set[str]:
    """Everybody who holds a post by which this step is signed."""
    return {
        person
        for department in turn.departments
        for person in posts.holders(department, *turn.step.all_posts)
    }


def _public(package_id: str) -> dict[str, Any] | None:
    stored = model.Session.get(model.Package, package_id)
    if stored is None or stored.private or stored.state != model.State.ACTIVE:
        return None
    shown: dict[str, Any] = tk.get_action("package_show")(
        {"ignore_auth": True, "user": publishing.actor()}, {"id": package_id}
    )
    return shown


def _days_left(found: Case) -> int | None:
    """Working days until the step is overdue; negative when it is."""
    if found.due is None:
        return None
    last = found.due.astimezone(HERE).date() - timedelta(days=1)
    return working_days_between(today(), last)


def _statutory(found: Case) -> str | None:
    if found.formed_on is None:
        return None
    return process.statutory(found.formed_on, add_working_days).isoformat()


def _statutory_days(found: Case) -> int | None:
    """Working days left of the 20 in which information is to be public; negative when they are over."""
    if found.formed_on is None:
        return None
    return working_days_between(today(), process.statutory(found.formed_on, add_working_days))
