"""Keeping what documents cite: read from their texts when they are published, resolved in the library."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue.days import day_of
from ckanext.ankang.documents.text.numbers import document_number
from ckanext.ankang.documents.text.structure import Node

from . import register, relations
from .extraction import NO_DOCUMENT, OWN, RELATIVE, SHORT, TITLE, Citation, extract
from .model import CitableText, DocumentCitation
from .names import key
from .provisions import Place
from .resolution import Target, Text, choose

# A range of more articles than this is a slip of the pen: 第一条至第九百条.
_RANGE = 200


def record(package: dict[str, Any]) -> None:
    """Read the citations of a document's texts again, and those that it may answer. Never commits."""
    former = _clear(package["id"])
    versions = [_text(package["id"], version["number"]) for version in _versions(package["id"])]
    texts = list(_citable(package, [shown["version"] for shown in versions]))
    rows = [row for shown in versions for row in _rows(package, shown)]
    rows += _of_header(package, texts[-1].number) if texts else []
    model.Session.add_all([*texts, *rows])
    model.Session.flush()
    _resolve([*rows, *_asking_for([*former, *texts])])


def forget(package_id: str) -> None:
    """A document that was taken down is cited no more; who cited it looks for another."""
    _resolve(_asking_for(_clear(package_id)))


def public_documents() -> list[str]:
    """The ids of the documents that everybody may see."""
    package = model.Package
    query = model.Session.query(package.id).filter(
        package.type == "document",
        package.state == model.State.ACTIVE,
        sa.not_(package.private),
    )
    return [id for (id,) in query.order_by(package.id)]


def record_again(id: str) -> None:
    """Read a document as it stands: what is derived can be made again at any time."""
    record(tk.get_action("package_show")({"ignore_auth": True, "use_cache": False}, {"id": id}))


def read_after_erasure(package_id: str) -> None:
    """Read a public document without the text that was erased; anything else says nothing here."""
    if package_id in public_documents():
        record_again(package_id)


def _clear(package_id: str) -> list[CitableText]:
    """Drop what is known of a document; the texts by which it was found until now."""
    former = model.Session.query(CitableText).filter_by(package_id=package_id).all()
    for table in (DocumentCitation, CitableText):
        model.Session.execute(sa.delete(table).where(table.package_id == package_id))
    model.Session.flush()
    return former


def _versions(id: str) -> list[dict[str, Any]]:
    try:
        versions: list[dict[str, Any]] = _text(id)["versions"]
    except tk.ObjectNotFound:
        return []
    return versions


def _text(id: str, number: int | None = None) -> dict[str, Any]:
    asked: dict[str, Any] = {"id": id} | ({"number": number} if number else {})
    found: dict[str, Any] = tk.get_action("ankang_document_text_show")({"ignore_auth": True}, asked)
    return found


def _citable(package: dict[str, Any], versions: Sequence[dict[str, Any]]) -> Iterator[CitableText]:
    days = [day_of(version["day_published"]) for version in versions]
    first = day_of(package.get("date_published")) or min(filter(None, days), default=None)
    number = package.get("document_number") or ""
    alone = len(versions) == 1
    for version, published in zip(versions, days, strict=True):
        since = day_of(version["day_from"])
        yield CitableText(
            package_id=package["id"],
            number=version["number"],
            key=key(package.get("title", "")),
            document_number=document_number(number) or number,
            published=published or (first if alone else None),
            # The days of the header are those of the document: of its text when there is one alone.
            day_from=since or (day_of(package.get("date_effective")) if alone else None),
            first_published=first,
        )


def _rows(package: dict[str, Any], shown: dict[str, Any]) -> Iterator[DocumentCitation]:
    title = package.get("title", "")
    nodes = {node["anchor"]: _node(node) for node in shown["nodes"]}
    for citation in extract(list(nodes.values()), title):
        said = relations.said(citation, nodes[citation.anchor], title)
        row = _row(citation, package["id"], shown["version"]["number"])
        row.verb, row.passive = (said.verb, said.passive) if said else ("", False)
        yield row


def _node(node: dict[str, Any]) -> Node:
    return Node(node["kind"], node["number"], node["heading"], node["text"], node["anchor"])


def _row(citation: Citation, package_id: str, number: int) -> DocumentCitation:
    named = citation.named
    return DocumentCitation(
        package_id=package_id,
        number=number,
        anchor=citation.anchor,
        start=citation.start,
        stop=citation.end,
        words=citation.words,
        kind=named.kind,
        name=named.name,
        key=_key(named.name),
        document_number=named.number,
        cited_day=named.day,
        place=_as_json(citation.place, citation.until),
        articles=_articles(citation.place, citation.until),
        reason=named.reason,
    )


def _key(name: str) -> str:
    """The key of the full title, where a short form is used that the register knows."""
    act = register.law(name)
    return key(act.title if act else name)


def _as_json(place: Place, until: Place | None) -> dict[str, Any]:
    said = {name: value for name, value in asdict(place).items() if value}
    return said | ({"until": _as_json(until, None)} if until else {})


def _articles(place: Place, until: Place | None) -> list[str]:
    """Every article that a citation names: 第三条至第五条 names three."""
    if not place.article:
        return []
    first, last = place.article, until.article if until else place.article
    if first == last or not (first + last).isdecimal():
        return list(dict.fromkeys((first, last)))
    numbers = range(int(first), min(int(last), int(first) + _RANGE) + 1)
    return [str(number) for number in numbers]


def _of_header(package: dict[str, Any], number: int) -> Iterator[DocumentCitation]:
    """What the header and the title say: 制定依据, 转发, 解读, 修改, 废止."""
    said = [
        (relations.BASED_ON, basis["title"], basis.get("number") or "", basis.get("article") or "")
        for basis in package.get("basis") or []
    ]
    said += [
        (verb, name, "", "")
        for verb, name in relations.title_relation(package.get("title", ""))
        if verb != relations.CITES
    ]
    for verb, title, printed, article in said:
        name = title.strip().removeprefix("《").removesuffix("》")
        yield DocumentCitation(
            package_id=package["id"],
            number=number,
            anchor="",
            words=f"《{name}》{article}",
            kind=TITLE,
            name=name,
            key=_key(name),
            document_number=document_number(printed) or printed,
            verb=verb,
        )


def _asking_for(texts: Iterable[CitableText]) -> list[DocumentCitation]:
    """The citations in other documents that these texts may answer, or answered until now."""
    keys = {text.key for text in texts}
    numbers = {text.document_number for text in texts if text.document_number}
    ids = {text.package_id for text in texts}
    row = DocumentCitation
    wanted = sa.or_(row.key.in_(keys), row.document_number.in_(numbers))
    found = model.Session.query(row).filter(wanted, row.package_id.not_in(ids))
    return list(found)


def _resolve(rows: Sequence[DocumentCitation]) -> None:
    """Find the document and the text that each citation means."""
    candidates = _candidates(rows)
    citing = _citing({row.package_id for row in rows})
    for row in rows:
        target = _target(row, citing, candidates)
        row.target_id = target.document if target else None
        row.target_number = target.number if target else None
    model.Session.flush()


def _target(
    row: DocumentCitation,
    citing: dict[tuple[str, int], CitableText],
    candidates: dict[str, list[Text]],
) -> Target | None:
    if row.kind == NO_DOCUMENT:
        return None
    own = citing.get((row.package_id, row.number))
    if row.kind in (OWN, RELATIVE) or (own and _names_itself(row, own)):
        return Target(row.package_id, row.number)
    day = (own.day_from or own.published) if own else None
    return choose(
        candidates.get(row.key or row.document_number, ()),
        day=day,
        cited_day=row.cited_day,
        document_number=row.document_number,
        own=row.package_id,
    )


def _names_itself(row: DocumentCitation, own: CitableText) -> bool:
    """A number is; a title is, unless a day says otherwise, or it is repealed (trap 20)."""
    ends = row.verb in (relations.REPEALS, relations.REPEALS_PARTLY, relations.REPLACES)
    if not row.key:
        return row.document_number == own.document_number
    return row.key == own.key and row.cited_day is None and not ends


def _candidates(rows: Sequence[DocumentCitation]) -> dict[str, list[Text]]:
    """The texts that bear a cited name or number, by both."""
    keys = {row.key for row in rows if row.key and row.kind in (TITLE, SHORT)}
    numbers = {row.document_number for row in rows if row.document_number}
    wanted = sa.or_(CitableText.key.in_(keys), CitableText.document_number.in_(numbers))
    found: dict[str, list[Text]] = {}
    for text in model.Session.query(CitableText).filter(wanted):
        for name in {text.key, text.document_number} - {""}:
            found.setdefault(name, []).append(text.as_text())
    return found


def _citing(ids: set[str]) -> dict[tuple[str, int], CitableText]:
    found = model.Session.query(CitableText).filter(CitableText.package_id.in_(ids))
    return {(text.package_id, text.number): text for text in found}
