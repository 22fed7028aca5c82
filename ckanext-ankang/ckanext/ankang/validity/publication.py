"""The share of `validity` in publishing: what a text says of its own force and of others' is recorded.

Nothing here commits, and publishing the same again records nothing twice.
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
from . import reading, records, telling, waiting
from .events import Acting, Event
from .history import Draft, bare
from .model import DocumentEvent
from .reading import Deed
from .resolving import Named

TEXT = "正文"
PORTAL = "portal"


def record(item: dict[str, Any]) -> None:
    """Record the events of a published document and derive the force of all that they concern."""
    package = item["package"]
    if package.get("type") != "document":
        return
    given = texts.of_item(item.get("document")) or list(_stored(package["id"]))
    found = reading.read(package, given)
    wanted = {**_own(package, found.events), **_others(package, found.deeds)}
    # Of one text among several only additions are read: the others say more.
    _keep(package, wanted, whole=len(given) >= len(records.versions(package["id"])))
    waiting.attach(package)
    records.derive(package["id"], package)


def _keep(package: dict[str, Any], wanted: dict[str, DocumentEvent], *, whole: bool) -> None:
    """Bring what was read to what is read now: new events act, those no longer said are taken back."""
    kept, refused = _read_before(package["id"])
    gone = [
        row
        for origin, row in kept.items()
        if whole and (origin not in wanted or not _says_the_same(row, wanted[origin]))
    ]
    new = [
        row
        for origin, row in wanted.items()
        if origin not in refused and (origin not in kept or kept[origin] in gone)
    ]
    for row in gone:
        row.retracted = datetime.now(UTC)
        row.retracted_by, row.retracted_reason = PORTAL, "重新发布的文本不再载明"
    model.Session.flush()
    model.Session.add_all(new)
    model.Session.flush()
    for row in new:
        waiting.judge(row)
    others = {str(row.package_id) for row in (*gone, *new) if row.package_id}
    for target in sorted(others - {package["id"]}):
        _derive_other(target)


def _says_the_same(one: DocumentEvent, two: DocumentEvent) -> bool:
    return (one.clause, one.detail, one.source) == (two.clause, two.detail, two.source)


def _read_before(package_id: str) -> tuple[dict[str, DocumentEvent], set[str]]:
    """What was read out of this document's text before, and what a person took back since."""
    query = sa.select(DocumentEvent).where(DocumentEvent.origin_package_id == package_id)
    rows = list(model.Session.scalars(query))
    kept = {str(row.origin): row for row in rows if row.retracted is None}
    refused = {str(row.origin) for row in rows if row.retracted and row.retracted_by != PORTAL}
    return kept, refused


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
    name = shown["version"]["header"].get("file_name") or ""
    yield texts.Text(tuple(lines.split("\n")), history=history, name=name)


def _gap(node: dict[str, Any]) -> str:
    """An article begins on the line of its heading, everything else below it."""
    return " " if node["kind"] == "article" else "\n" if node["heading"] else ""


def _own(package: dict[str, Any], drafts: Iterable[Draft]) -> dict[str, DocumentEvent]:
    """Events of the document itself, by where they were read."""
    own = Acting(package.get("title") or "", document_id=package["id"])
    found = {}
    for one in drafts:
        origin = _origin(package["id"], one.kind, one.day, one.acting)
        itself = one.kind == kinds.EFFECTIVE
        acting = replace(own, article=one.acting.article) if itself else one.acting
        event = _event(package["id"], one, acting, one.source)
        found[origin] = _row(event, origin, package)
    return found


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
        event = _event(waiting.find(named) or "", deed, acting, TEXT)
        if deed.proposed:
            event = replace(event, state=kinds.PROPOSED)
        origin = f"{_origin(package['id'], deed.kind, deed.day, acting)}:{bare(deed.title)}"
        found[origin] = _row(event, origin, package, waiting.subject(named, deed.organ))
    return found


def _event(document: str, said: Draft | Deed, acting: Acting, source: str) -> Event:
    known = datetime.now(UTC)
    return Event("", document, said.kind, said.day, known, acting, said.clause, said.detail, source)


def _row(
    event: Event, origin: str, package: dict[str, Any], subject: dict[str, Any] | None = None
) -> DocumentEvent:
    return DocumentEvent.of(
        event,
        origin=origin,
        origin_package_id=package["id"],
        subject=subject or {},
        decided_by=PORTAL,
        decided=event.known,
    )


def _derive_other(target: str) -> None:
    """Derive another document anew, and tell of what was answered otherwise before."""
    package = records.shown(target)
    told = [(one.days, one.state) for one in records.derived(target)]
    telling.tell_corrected(package, told, records.derive(target, package))


def _origin(package_id: str, kind: str, day: date, acting: Acting) -> str:
    return f"{package_id}:{kind}:{day}:{acting.number or bare(acting.title)}"
