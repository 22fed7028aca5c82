"""Documents, answers and events as the actions show them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue.vocabularies import label

from . import sentences
from .checks import Problem
from .events import ACCEPTED, Text
from .force import Answer, text_state
from .model import DocumentEvent

HEADER = (
    *("id", "name", "title", "kind", "document_number", "issuer", "joint_issuers"),
    *("date_issued", "date_published", "date_effective", "index_number", "registration_number"),
    *("owner_org", "source_name", "source_url", "text_source"),
)


def header(package: dict[str, Any]) -> dict[str, Any]:
    """The header fields that a document has."""
    return {name: package[name] for name in HEADER if package.get(name)}


def answer(found: Answer) -> dict[str, Any]:
    """Force, flags and the last day of an answer, each with its words."""
    force = {
        "state": found.force,
        "label": label("document_forces", found.force),
        "valid": found.valid,
        "sentence": sentences.sentence(found, tk._),
        "since": iso(found.since),
        "cause": found.cause.id if found.cause else None,
        "evidence": _evidence(found),
    }
    flags = [
        {
            "code": code,
            "label": label("document_flags", code),
            "sentence": sentences.flag(code, found, tk._),
        }
        for code in found.flags
    ]
    return {"force": force, "flags": flags, "last_day": iso(found.last_day)}


def _evidence(found: Answer) -> dict[str, Any] | None:
    if found.evidence is None:
        return None
    return {
        "event": found.evidence.id,
        "sentence": sentences.evidence(found.evidence, tk._),
        "source": found.evidence.source,
    }


def version(texts: list[Text], number: int | None, found: Answer) -> dict[str, Any] | None:
    """One of the texts with its state on the day of the answer."""
    text = next((one for one in texts if one.number == number), None)
    if text is None:
        return None
    return {
        "number": text.number,
        "day_from": iso(text.day_from),
        "state": text_state(text, found),
    }


def event(row: DocumentEvent, *, people: bool = False) -> dict[str, Any]:
    """An event; who proposed and decided it only for those who keep the status."""
    said = {
        "id": row.id,
        "document": row.package_id,
        "subject": row.subject or None,
        "kind": row.kind,
        "label": label("document_events", row.kind),
        "day": iso(row.day),
        "known": iso(row.known),
        "acting": {
            "title": row.acting_title,
            "number": row.acting_number,
            "organ": row.acting_organ,
            "article": row.acting_article,
            "day": iso(row.acting_day),
            "document": row.acting_document_id,
        },
        "clause": row.clause,
        "detail": row.detail,
        "source": row.source,
        "state": row.state,
        "retracted": iso(row.retracted),
    }
    return said | (_people(row) if people else {})


def _people(row: DocumentEvent) -> dict[str, Any]:
    return {
        "proposed_by": row.proposed_by,
        "proposed": iso(row.proposed),
        "decided_by": row.decided_by,
        "decided": iso(row.decided),
        "reason": row.reason,
        "retracted_by": row.retracted_by,
        "retracted_reason": row.retracted_reason,
    }


def timeline(rows: list[DocumentEvent], known_at: datetime | None) -> list[dict[str, Any]]:
    """The events that count for who knows what was known then, the oldest first."""
    return [event(row) for row in rows if row.state == ACCEPTED and row.event.counts(known_at)]


def problem(found: Problem) -> dict[str, Any]:
    """A finding with its sentence."""
    return {
        "code": found.code,
        "error": found.error,
        "event": found.event_id or None,
        "sentence": tk._(found.template).format(**found.fields),
    }


def iso(value: date | datetime | None) -> str | None:
    """A day or moment as text."""
    return value.isoformat() if value else None
