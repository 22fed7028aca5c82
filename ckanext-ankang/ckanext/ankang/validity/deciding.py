"""Proposing, deciding and retracting events, each in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.ankang.review import audit

from . import keepers, records, telling
from .checks import Problem
from .events import ACCEPTED, PROPOSED, REJECTED, Acting, Detail, Event
from .model import DocumentEvent


def propose(package: dict[str, Any], said: dict[str, Any], person: str) -> DocumentEvent:
    """Write down what a department says happened; it counts when 市司法局 accepts it."""
    event = Event(
        id="",
        document=package["id"],
        kind=said["kind"],
        day=said["day"],
        known=datetime.now(UTC),
        acting=_acting(said.get("acting") or {}),
        clause=said.get("clause") or "",
        detail=Detail(**_detail(said.get("detail") or {})),
        source=said["source"],
        state=PROPOSED,
    )
    row = DocumentEvent.of(event, proposed_by=person)
    model.Session.add(row)
    model.Session.flush()
    audit.record(person, "document_event.propose", package["id"], event=row.id, kind=row.kind)
    telling.ask_keepers(row, package, [name for name in keepers.persons() if name != person])
    return row


def decide(row: DocumentEvent, decision: str, reason: str, person: str) -> None:
    """Accept or reject a proposal; what would make the record wrong is refused with its sentence."""
    if row.state != PROPOSED or row.retracted:
        raise tk.ValidationError({"id": [tk._("这条事件已经有了决定，不能再次决定。")]})
    if decision == "reject" and not reason:
        raise tk.ValidationError({"reason": [tk._("请写明不予采纳的理由。")]})
    now = datetime.now(UTC)
    package = records.shown(str(row.package_id))

    def write() -> None:
        row.state = ACCEPTED if decision == "accept" else REJECTED
        row.known = now
        row.decided_by, row.decided, row.reason = person, now, reason

    if decision == "accept":
        _must_not_break(package, row)
        _change(package, write)
    else:
        write()
    audit.record(person, f"document_event.{decision}", package["id"], event=row.id, reason=reason)
    telling.tell_proposer(row, package)


def retract(row: DocumentEvent, reason: str, person: str) -> None:
    """Take an event back: from now on it does not count; what was known until now stays known."""
    if row.retracted:
        raise tk.ValidationError({"id": [tk._("这条事件已经撤回。")]})

    def write() -> None:
        row.retracted = datetime.now(UTC)
        row.retracted_by, row.retracted_reason = person, reason

    if row.package_id and row.state == ACCEPTED:
        _change(records.shown(row.package_id), write)
    else:
        write()
    audit.record(person, "document_event.retract", str(row.package_id), event=row.id, reason=reason)


def _change(package: dict[str, Any], write: Callable[[], None]) -> None:
    """Let a change of the events act: derive anew, tell those who were told otherwise."""
    before = records.derived(package["id"])
    told = [(one.days, one.state) for one in before]
    write()
    telling.tell_corrected(package, told, records.derive(package["id"], package))


def _must_not_break(package: dict[str, Any], row: DocumentEvent) -> None:
    """Refuse an event with which the record has an error that it did not have."""
    if new := records.breaks(row, package):
        raise tk.ValidationError({"event": [_sentence(one) for one in new]})


def _sentence(problem: Problem) -> str:
    return str(tk._(problem.template).format(**problem.fields))


def _acting(said: dict[str, Any]) -> Acting:
    reference = said.get("document")
    found = records.shown(reference) if reference else None
    return Acting(
        title=said.get("title") or (found["title"] if found else ""),
        number=said.get("number") or ((found or {}).get("document_number") or ""),
        document_id=found["id"] if found else None,
        article=said.get("article") or "",
        organ=said.get("organ") or ((found or {}).get("issuer") or ""),
        day=said.get("day"),
    )


def _detail(said: dict[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in said.items() if value not in (None, "")}
    return {**found, "articles": tuple(found.get("articles", ()))}
