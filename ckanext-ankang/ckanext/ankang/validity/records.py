"""Events as they stand in the database, and the force derived from them.

Whatever changes the events of a document derives its force anew in the same transaction; nothing here
commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import Range

from ckanext.ankang.documents.values import issuers
from ckanext.ankang.jobs import outbox

from . import organs, sentences
from .checks import ENDING, Problem, cycles, errors_of
from .events import Document, Event, Text
from .force import Interval, intervals
from .model import DocumentEvent, DocumentForce

# Which document ended which, to find rings.
LINKS = sa.text("""
    SELECT acting_document_id AS acting, package_id AS ended FROM ankang_document_event
     WHERE kind = ANY(:kinds) AND state = 'accepted' AND retracted IS NULL AND id <> :id
       AND acting_document_id IS NOT NULL AND package_id IS NOT NULL
""")


def document(package: dict[str, Any]) -> Document:
    """What the rules need of a package of type `document`."""
    named = tuple(issuers(package))
    return Document(
        id=package["id"],
        kind=package.get("kind") or "other",
        title=package.get("title") or "",
        issuers=named,
        region=organs.region(named[0]) if named else "",
        texts=tuple(_texts(package["id"])),
    )


def shown(reference: str) -> dict[str, Any]:
    """The package of a document, past all rules."""
    package: dict[str, Any] = tk.get_action("package_show")(
        {"ignore_auth": True, "user": ""}, {"id": reference}
    )
    if package.get("type") != "document":
        raise tk.ObjectNotFound(tk._("“{id}”不是文件。").format(id=reference))
    return package


def rows(package_id: str, *states: str) -> list[DocumentEvent]:
    """The events of a document in the order of their days."""
    query = sa.select(DocumentEvent).where(DocumentEvent.package_id == package_id)
    if states:
        query = query.where(DocumentEvent.state.in_(states))
    return list(model.Session.scalars(query.order_by(DocumentEvent.day, DocumentEvent.id)))


def life(package_id: str) -> list[Event]:
    """The same, as the rules take them."""
    return [row.event for row in rows(package_id)]


def breaks(row: DocumentEvent, package: dict[str, Any]) -> list[Problem]:
    """The errors that the record has with this event accepted, and has not without it."""
    found = errors_of(document(package), life(package["id"]), row.event)
    act = row.acting_document_id
    if act and act != package["id"]:
        links = model.Session.execute(LINKS, {"kinds": sorted(ENDING), "id": row.id})
        ended: dict[str, set[str]] = {act: {package["id"]}}
        for link in links:
            ended.setdefault(link.acting, set()).add(link.ended)
        rings = [ring for ring in cycles(ended) if package["id"] in ring and act in ring]
        found += [_ring(ring, row.id) for ring in rings]
    return found


def _ring(ring: tuple[str, ...], event_id: str) -> Problem:
    titles = "".join(f"《{model.Session.get(model.Package, one).title}》" for one in ring)
    return Problem("cycle", True, event_id, {"titles": titles})


def derive(package_id: str, package: dict[str, Any] | None = None) -> list[Interval]:
    """Compute the force of a document for all days and keep it; note it for the index."""
    model.Session.flush()
    found = intervals(document(package or shown(package_id)), life(package_id))
    model.Session.execute(sa.delete(DocumentForce).where(DocumentForce.package_id == package_id))
    model.Session.add_all(_kept(package_id, found))
    model.Session.flush()
    outbox.note(package_id)
    return found


def derived(package_id: str) -> list[DocumentForce]:
    """The intervals as they are kept."""
    query = sa.select(DocumentForce).where(DocumentForce.package_id == package_id)
    return list(model.Session.scalars(query.order_by(DocumentForce.days)))


def _kept(package_id: str, spans: Iterable[Interval]) -> Iterator[DocumentForce]:
    for span in spans:
        yield DocumentForce(
            package_id=package_id,
            days=Range(span.start, span.until),
            since=span.answer.since,
            state=span.answer.force,
            flags=list(span.answer.flags),
            version=span.answer.version,
            last_day=span.answer.last_day,
            event_id=span.answer.cause.id if span.answer.cause else None,
            sentence=sentences.sentence(span.answer, tk._),
        )


def _texts(package_id: str) -> Iterator[Text]:
    """The texts of a document with their days; a text without its own day holds from publication."""
    for one in versions(package_id):
        starts = one["day_from"] or one["day_published"]
        day = date.fromisoformat(starts) if starts else None
        yield Text(one["number"], day, datetime.fromisoformat(one["created"]))


def versions(package_id: str) -> list[dict[str, Any]]:
    """The texts as the room `documents` tells of them."""
    asked = {"id": package_id}
    try:
        shown = tk.get_action("ankang_document_text_show")({"ignore_auth": True, "user": ""}, asked)
    except tk.ObjectNotFound:
        return []
    found: list[dict[str, Any]] = shown["versions"]
    return found
