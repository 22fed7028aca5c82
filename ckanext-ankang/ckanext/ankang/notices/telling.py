"""What happens to cases is told by the worker, from a job that stands in the event's transaction."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.interfaces import JobContext

from . import occasions, standing
from .kinds import kinds
from .members import writers
from .occasions import Occasion

TELL = "notices.case"
# These are held in the platform's office for all departments.
PLATFORM = ("platform_reviewer", "platform_supervisor")


def hear(case: dict[str, Any], event: dict[str, Any]) -> None:
    """Take back what an event outdates, and have the worker tell of it; never commits."""
    if event["event"] == "stop":
        standing.forget_titles(occasions.prefix(case["id"]))
    if event["event"] != "look":
        current = [occasions.turn_key(case, kind) for kind in (occasions.TURN, occasions.OVERDUE)]
        standing.outdate(occasions.prefix(case["id"]), current)
    if occasions.concerns(case, event["event"]):
        payload = {"case_id": case["id"], "event_id": event["id"]}
        queue.enqueue(TELL, payload, key=f"{TELL}:{event['id']}")


def tell(_job: JobContext, payload: dict[str, Any]) -> None:
    """Tell those whom an event concerns; a second run tells nobody twice."""
    case = tk.get_action("ankang_case_show")(_portal(), {"id": payload["case_id"]})
    event = next(one for one in case["events"] if one["id"] == payload["event_id"])
    found = occasions.occasion(case, event)
    if found is None:
        return
    persons = sorted(_persons(case, found))
    notice = {
        "persons": persons,
        "kind": found.kind,
        "key": found.key,
        "title": tk._(kinds()[found.kind].sentence).format(**found.words),
        "link": tk.h.url_for("ankang_cases.read", id=case["id"]),
    }
    tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)
    model.Session.commit()


def _persons(case: dict[str, Any], found: Occasion) -> set[str]:
    """The accounts to tell, by id."""
    authors = {*case["authors"], case["created_by"]}
    names: set[str] = set()
    if found.turn:
        names |= _with_deputies(case["turn"]["people"], case["turn"]["posts"]) - authors
    if found.authors:
        names |= authors
    names |= {
        holding["person"]
        for holding in _holdings()
        if holding["post"] in found.posts
        and (holding["post"] in PLATFORM or holding["department"] == case["department"])
    }
    accounts = (model.User.get(name) for name in names)
    ids = {account.id for account in accounts if account and account.name != _portal_name()}
    if found.department and case["department"]:
        ids |= set(writers(case["department"]))
    if found.told_before:
        ids |= standing.told(occasions.prefix(case["id"]), occasions.TURN)
    return ids


def _with_deputies(people: list[str], posts: list[str]) -> set[str]:
    """Those who hold these posts, and who stands in for them today."""
    held = {one["id"] for one in _holdings() if one["person"] in people and one["post"] in posts}
    deputies = tk.get_action("ankang_deputy_list")(_portal(), {})
    return {*people, *(one["person"] for one in deputies if one["holding_id"] in held)}


def _holdings() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tk.get_action("ankang_post_list")(_portal(), {})
    return found


def _portal() -> Any:
    return {"ignore_auth": True, "user": _portal_name()}


def _portal_name() -> str:
    """The account in whose name the portal itself works; it is told nothing."""
    return str(tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])
