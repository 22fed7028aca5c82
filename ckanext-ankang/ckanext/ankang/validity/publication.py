"""The share of `validity` in publishing: what a text says of its own force and of others' is recorded.

A document that is named and not in the library waits without a package; it is found when it is published
(`_resolve`). Nothing here commits, and publishing the same again records nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.documents import texts

from . import events as kinds
from . import reading, records, telling
from .events import PROPOSED, Acting, Event
from .history import Draft, bare
from .model import DocumentEvent
from .reading import Deed
from .resolving import Candidate, Named, resolve

TEXT = "正文"
PORTAL = "portal"

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


def record(item: dict[str, Any]) -> None:
    """Record the events of a published document and derive the force of all that they concern."""
    package = item["package"]
    if package.get("type") != "document":
        return
    given = texts.of_item(item.get("document")) or list(_stored(package["id"]))
    found = reading.read(package, given)
    wanted = {**_own(package, found.events), **_others(package, found.deeds)}
    # Of one text among several only additions are read: the others say more.
    _keep(package, wanted, whole=len(given) >= records.count_texts(package["id"]))
    _resolve(package)
    records.derive(package["id"], package)


def _keep(package: dict[str, Any], wanted: dict[str, DocumentEvent], *, whole: bool) -> None:
    """Bring what was read to what is read now: new events act, those no longer said are taken back."""
    kept = _derived(package["id"])
    gone = [
        row
        for origin, row in kept.items()
        if whole and (origin not in wanted or not _says_the_same(row, wanted[origin]))
    ]
    new = [row for origin, row in wanted.items() if origin not in kept or kept[origin] in gone]
    for row in gone:
        row.retracted = datetime.now(UTC)
        row.retracted_by, row.retracted_reason = PORTAL, "重新发布的文本不再载明"
    model.Session.flush()
    model.Session.add_all(new)
    model.Session.flush()
    for row in new:
        _judge(row)
    others = {str(row.package_id) for row in (*gone, *new) if row.package_id}
    for target in sorted(others - {package["id"]}):
        _derive_other(target)


def _says_the_same(one: DocumentEvent, two: DocumentEvent) -> bool:
    return (one.clause, one.detail, one.source) == (two.clause, two.detail, two.source)


def _stored(package_id: str) -> Iterator[texts.Text]:
    """The text published last, for a change of the header alone."""
    try:
        shown = tk.get_action("ankang_document_text_show")(
            {"ignore_auth": True, "user": ""}, {"id": package_id}
        )
    except tk.ObjectNotFound:
        return
    lines = "\n".join(f"{node['heading']}{_gap(node)}{node['text']}" for node in shown["nodes"])
    history = tuple(shown["version"].get("history") or ())
    yield texts.Text(tuple(lines.split("\n")), history=history)


def _gap(node: dict[str, Any]) -> str:
    """An article begins on the line of its heading, everything else below it."""
    return " " if node["kind"] == "article" else "\n" if node["heading"] else ""


def _own(package: dict[str, Any], drafts: Iterable[Draft]) -> dict[str, DocumentEvent]:
    """Events of the document itself, by where they were read."""
    own = Acting(package.get("title") or "", document_id=package["id"])
    return {
        origin: _row(
            Event(
                "",
                package["id"],
                one.kind,
                one.day,
                datetime.now(UTC),
                replace(own, article=one.acting.article)
                if one.kind == kinds.EFFECTIVE
                else one.acting,
                one.clause,
                one.detail,
                one.source,
            ),
            origin,
            package,
        )
        for one in drafts
        for origin in [_origin(package["id"], one.kind, one.day, one.acting)]
    }


def _others(package: dict[str, Any], deeds: Iterable[Deed]) -> dict[str, DocumentEvent]:
    """What the document does to others: to those in the library now, to the rest when they come."""
    found = {}
    for deed in deeds:
        named = Named(deed.title, deed.number, deed.days, package["id"], deed.day)
        acting = Acting(
            package.get("title") or "",
            package.get("document_number") or "",
            package["id"],
            deed.article,
            package.get("issuer") or "",
        )
        event = Event(
            "",
            resolve(named, _candidates(named)) or "",
            deed.kind,
            deed.day,
            datetime.now(UTC),
            acting,
            deed.clause,
            deed.detail,
            TEXT,
        )
        origin = f"{_origin(package['id'], deed.kind, deed.day, acting)}:{bare(deed.title)}"
        found[origin] = _row(event, origin, package, deed)
    return found


def _row(
    event: Event, origin: str, package: dict[str, Any], deed: Deed | None = None
) -> DocumentEvent:
    subject = (
        {
            "key": bare(deed.title),
            "title": deed.title,
            "number": deed.number,
            "organ": deed.organ,
            "days": [day.isoformat() for day in deed.days],
        }
        if deed
        else {}
    )
    return DocumentEvent.of(
        event,
        origin=origin,
        origin_package_id=package["id"],
        subject=subject,
        decided_by=PORTAL,
        decided=event.known,
    )


def _resolve(package: dict[str, Any]) -> None:
    """Attach what waited for this document: repeals of it, and events by it."""
    waiting = sa.select(DocumentEvent).where(
        DocumentEvent.package_id.is_(None),
        sa.or_(
            DocumentEvent.subject["key"].astext == bare(package.get("title") or ""),
            sa.and_(
                DocumentEvent.subject["number"].astext == (package.get("document_number") or ""),
                DocumentEvent.subject["number"].astext != "",
            ),
        ),
    )
    for row in model.Session.scalars(waiting):
        said = row.subject
        days = tuple(date.fromisoformat(day) for day in said.get("days", ()))
        own = row.origin_package_id or ""
        named = Named(said["title"], said.get("number", ""), days, own, row.day)
        if resolve(named, _candidates(named)) == package["id"]:
            row.package_id = package["id"]
            model.Session.flush()
            _judge(row)
    by = sa.select(DocumentEvent).where(
        DocumentEvent.acting_document_id.is_(None),
        DocumentEvent.acting_title == (package.get("title") or ""),
        DocumentEvent.acting_title != "",
    )
    for row in model.Session.scalars(by):
        days = (row.acting_day,) if row.acting_day else ()
        named = Named(row.acting_title, row.acting_number, days, row.package_id or "")
        if resolve(named, _candidates(named)) == package["id"]:
            row.acting_document_id = package["id"]
    model.Session.flush()


def _derive_other(target: str) -> None:
    """Derive another document anew, and tell of what was answered otherwise before."""
    package = records.shown(target)
    told = [(one.days, one.state) for one in records.derived(target)]
    telling.tell_corrected(package, told, records.derive(target, package))


def _judge(row: DocumentEvent) -> None:
    """What would make the record wrong is not accepted by itself: 市司法局 decides it."""
    extended = row.kind == kinds.EXTENDED and not row.detail.get("last_day")
    if row.package_id is None or row.package_id == row.origin_package_id:
        return
    package = records.shown(row.package_id)
    if extended or records.breaks(row, package):
        row.state = PROPOSED
        model.Session.flush()


def _derived(package_id: str) -> dict[str, DocumentEvent]:
    """What was read out of this document's text before, by where it was read."""
    query = sa.select(DocumentEvent).where(
        DocumentEvent.origin_package_id == package_id, DocumentEvent.retracted.is_(None)
    )
    return {str(row.origin): row for row in model.Session.scalars(query)}


def _origin(package_id: str, kind: str, day: date, acting: Acting) -> str:
    return f"{package_id}:{kind}:{day}:{acting.number or bare(acting.title)}"


def _candidates(named: Named) -> Iterator[Candidate]:
    asked = {"title": bare(named.title), "number": named.number}
    for row in model.Session.execute(CANDIDATES, asked):
        days = {day for day in row.days if day}
        if row.published:
            days.add(date.fromisoformat(row.published[:10]))
        yield Candidate(row.id, row.title, row.number or "", tuple(sorted(days)))
