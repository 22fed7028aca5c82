"""Documents that are named and not in the library: their events wait and are attached when they come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from ckan import model

from . import events as kinds
from . import records
from .events import PROPOSED
from .history import bare
from .model import DocumentEvent
from .resolving import Candidate, Named, resolve

# Titles are compared without spaces and without the state's name, as `history.bare` does.
CANDIDATES = sa.text("""
    SELECT package.id, package.title, package.extras ->> 'document_number' AS number,
           package.extras ->> 'date_published' AS published, array_agg(event.day) AS days
      FROM package LEFT JOIN ankang_document_event event
        ON event.package_id = package.id AND event.kind = 'published' AND event.retracted IS NULL
     WHERE package.type = 'document' AND package.state = 'active'
       AND (regexp_replace(package.title, '\\s', '', 'g') LIKE '%' || :title
            OR (:number <> '' AND package.extras ->> 'document_number' = :number))
     GROUP BY package.id
""")


def find(named: Named) -> str | None:
    """The id of the document of the library that is meant, if one is and it is certain."""
    return resolve(named, _candidates(named))


def subject(named: Named, organ: str) -> dict[str, Any]:
    """How a document is named that may come later."""
    return {
        "key": bare(named.title),
        "title": named.title,
        "number": named.number,
        "organ": organ,
        "days": [day.isoformat() for day in named.days],
    }


def attach(package: dict[str, Any]) -> None:
    """Attach what waited for this document: what others do to it, and what was done by it."""
    for row in _about(package):
        said = row.subject
        days = tuple(date.fromisoformat(day) for day in said["days"])
        own = row.origin_package_id or ""
        if find(Named(said["title"], said["number"], days, own, row.day)) == package["id"]:
            row.package_id = package["id"]
            model.Session.flush()
            judge(row)
    for row in _by(package):
        days = (row.acting_day,) if row.acting_day else ()
        own = row.package_id or ""
        if find(Named(row.acting_title, row.acting_number, days, own)) == package["id"]:
            row.acting_document_id = package["id"]
    model.Session.flush()


def judge(row: DocumentEvent) -> None:
    """What a text does to another document and would make its record wrong, 市司法局 decides."""
    if row.package_id is None or row.package_id == row.origin_package_id:
        return
    unsaid = row.kind == kinds.EXTENDED and not row.detail.get("last_day")
    if unsaid or records.breaks(row, records.shown(row.package_id)):
        row.state = PROPOSED
        model.Session.flush()


def _about(package: dict[str, Any]) -> list[DocumentEvent]:
    """Events without a document whose subject has this title or number."""
    said = DocumentEvent.subject
    same = said["key"].astext == bare(package.get("title") or "")
    if number := package.get("document_number"):
        same = sa.or_(same, said["number"].astext == number)
    query = sa.select(DocumentEvent).where(DocumentEvent.package_id.is_(None), same)
    return list(model.Session.scalars(query))


def _by(package: dict[str, Any]) -> list[DocumentEvent]:
    """Events whose acting document has this title and was not in the library."""
    query = sa.select(DocumentEvent).where(
        DocumentEvent.acting_document_id.is_(None),
        DocumentEvent.acting_title == (package.get("title") or ""),
        DocumentEvent.acting_title != "",
    )
    return list(model.Session.scalars(query))


def _candidates(named: Named) -> Iterator[Candidate]:
    asked = {"title": bare(named.title), "number": named.number}
    for row in model.Session.execute(CANDIDATES, asked):
        days = {day for day in row.days if day}
        if row.published:
            days.add(date.fromisoformat(row.published[:10]))
        yield Candidate(row.id, row.title, row.number or "", tuple(sorted(days)))
