"""Who is told of a change of force: who follows the document, and who writes in its department.

The portal does not write down who read a page, so those who were told otherwise are those who asked to
be told: followers, and the department that answers for the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.catalogue.vocabularies import label
from ckanext.ankang.notices.kinds import kinds
from ckanext.ankang.notices.members import writers

from . import sentences
from .force import UNVERIFIED, Interval
from .interfaces import ForceChange, IValidity
from .model import DocumentEvent

PROPOSED, DECIDED, CHANGED, CORRECTED = (
    "event_proposed",
    "event_decided",
    "force_changed",
    "force_corrected",
)


def ask_keepers(row: DocumentEvent, package: dict[str, Any], persons: list[str]) -> None:
    """Tell those who keep the status that a proposal waits."""
    words = {"title": package["title"], "event": label("document_events", row.kind)}
    _send(persons, PROPOSED, row.id, words, _events_page(package))


def tell_proposer(row: DocumentEvent, package: dict[str, Any]) -> None:
    """Tell who proposed an event what became of it."""
    outcome = tk._("已采纳") if row.state == "accepted" else tk._("未采纳：") + row.reason
    words = {"title": package["title"], "event": label("document_events", row.kind)}
    persons = [row.proposed_by] if row.proposed_by else []
    _send(
        persons,
        DECIDED,
        f"{row.id}:{row.state}",
        {**words, "outcome": outcome},
        _events_page(package),
    )


def tell_corrected(
    package: dict[str, Any], told: list[tuple[Any, str]], found: list[Interval]
) -> None:
    """Tell of the first day before today for which the library now answers something else."""
    wrong = _first_difference(told, found, today())
    if wrong is None:
        return
    day, state, now = wrong
    words = {
        "title": package["title"],
        "day": sentences.day(day),
        "before": label("document_forces", state),
        "now": label("document_forces", now),
    }
    _send(concerned(package), CORRECTED, f"{package['id']}:{day}:{now}", words, _page(package))
    _let_rooms_know(ForceChange(package, now, day))


def tell_changed(package: dict[str, Any], state: str, day: date) -> None:
    """Tell that a document has another force from this day on."""
    words = {"title": package["title"], "state": label("document_forces", state)}
    words["day"] = sentences.day(day)
    _send(concerned(package), CHANGED, f"{package['id']}:{day}:{state}", words, _page(package))
    _let_rooms_know(ForceChange(package, state, day))


def _let_rooms_know(change: ForceChange) -> None:
    for plugin in p.PluginImplementations(IValidity):
        plugin.after_force_change(change)


def concerned(package: dict[str, Any]) -> list[str]:
    """The ids of who follows a document or writes in its department."""
    followers = tk.get_action("dataset_follower_list")({"ignore_auth": True}, {"id": package["id"]})
    owner = package.get("owner_org")
    return sorted({one["id"] for one in followers} | set(writers(owner) if owner else ()))


def _first_difference(
    told: list[tuple[Any, str]], found: list[Interval], now: date
) -> tuple[date, str, str] | None:
    """The first day up to today with another answer than the one given: what it was, what it is."""
    days = {span.start for span in found} | {days.lower for days, _state in told}
    for day in sorted(one for one in days if one and one <= now - timedelta(days=1)):
        before = next((state for days, state in told if day in days), None)
        after = next(one.answer.force for one in found if one.until is None or day < one.until)
        # 未核实 claimed nothing that could have misled anybody.
        if before is not None and before not in (UNVERIFIED, after):
            return day, before, after
    return None


def _send(persons: Iterable[str], kind: str, key: str, words: dict[str, str], link: str) -> None:
    notice = {
        "persons": [one for one in persons if model.User.get(one)],
        "kind": kind,
        "key": f"{kind}:{key}",
        "title": tk._(kinds()[kind].sentence).format(**words),
        "link": link,
    }
    tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)


def _page(package: dict[str, Any]) -> str:
    return str(tk.h.url_for("ankang_library.read", id=package["name"]))


def _events_page(package: dict[str, Any]) -> str:
    return str(tk.h.url_for("ankang_validity.events", id=package["name"]))
