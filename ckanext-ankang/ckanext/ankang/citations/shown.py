"""Citations and relations as pages and machines see them: titles, addresses, sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.documents.text.numbers import chinese

from . import register, relations
from .extraction import NO_DOCUMENT, OWN, RELATIVE
from .model import CitableText, DocumentCitation
from .names import key, no_document

_ = tk._
Row = DocumentCitation
# How many articles a relation names before it only counts them.
_FEW = 5


@dataclass(frozen=True)
class Document:
    """A public document that is cited or cites."""

    id: str
    name: str
    title: str

    def as_dict(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name}


def documents(ids: Iterable[str | None]) -> dict[str, Document]:
    """Those of these documents that everybody may see."""
    package = model.Package
    query = model.Session.query(package.id, package.name, package.title).filter(
        package.id.in_(set(ids) - {None}),
        package.state == model.State.ACTIVE,
        sa.not_(package.private),
    )
    return {id: Document(id, name, title) for id, name, title in query}


def newest(ids: Iterable[str | None]) -> dict[str, int]:
    """The number of the text published last, by document."""
    text = CitableText
    query = (
        model.Session.query(text.package_id, sa.func.max(text.number))
        .filter(text.package_id.in_(set(ids) - {None}))
        .group_by(text.package_id)
    )
    return {id: number for id, number in query}


def address(document: Document, number: int | None, place: dict[str, Any]) -> str:
    """Where a place of a text is read; without a number, the page of the document."""
    named: dict[str, Any] = {"id": document.name}
    if number is None:
        return str(tk.h.url_for("ankang_library.read", **named))
    if "article" not in place:
        return str(tk.h.url_for("ankang_articles.version", number=number, **named))
    words = article_words(place["article"]) + _inside(place)
    return str(tk.h.url_for("ankang_articles.permanent", number=number, place=words, **named))


def _inside(place: dict[str, Any]) -> str:
    """The 款 and 项 of an article as an address names them."""
    levels = (("paragraph", "款"), ("item", "项"))
    return "".join(f"第{chinese(place[name])}{unit}" for name, unit in levels if place.get(name))


def article_words(number: str) -> str:
    """8-1 is 第八条之一."""
    article, _dash, added = number.partition("-")
    return f"第{chinese(int(article))}条" + (f"之{chinese(int(added))}" if added else "")


def label(verb: str, *, passive: bool = False) -> str:
    """What one document does to another, or what is done to it."""
    value = next(v for v in vocabulary("document_relations").values if v.code == verb)
    return value.reverse if passive else value.label


class Spans:
    """The citations of a text as spans, each with the address and a sentence for its link."""

    def __init__(self, rows: Sequence[Row]) -> None:
        ids = {row.target_id for row in rows}
        self.rows = rows
        self.documents = documents(ids)
        self.texts = _texts(ids)
        self.ended = _ended(ids)

    def by_anchor(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows:
            if row.anchor:
                found.setdefault(row.anchor, []).append(self._span(row))
        return found

    def _span(self, row: Row) -> dict[str, Any]:
        document = self.documents.get(row.target_id or "")
        return {
            "start": row.start,
            "end": row.stop,
            "words": row.words,
            "kind": row.kind,
            "title": document.title if document else row.name,
            "place": row.place,
            "verb": row.verb or None,
            "document": document.as_dict() if document else None,
            "number": row.target_number,
            "url": self._url(row, document),
            "note": self._note(row, document),
        }

    @staticmethod
    def _url(row: Row, document: Document | None) -> str | None:
        if row.reason:
            return None
        if document is None:
            act = register.law(row.name) if row.name else None
            return (act.url or None) if act else None
        if row.kind == RELATIVE or (row.kind == OWN and "article" not in row.place):
            article = row.place.get("article")
            return f"#article-{article}" if article else f"#chapter-{row.place.get('chapter')}"
        return address(document, row.target_number, row.place)

    def _note(self, row: Row, document: Document | None) -> str:
        """What a reader is told of the link: which text it opens, and what holds today."""
        if row.reason:
            return _reason(row)
        if row.kind in (OWN, RELATIVE) or document is None:
            return "" if document else _of_register(row.name)
        text = self.texts.get((document.id, row.target_number or 0))
        named = _("《{title}》").format(title=document.title)
        if text is None:
            return named + _("，本库没有引用时施行的文本")
        return named + _since(text.day_from or text.published) + self._today(document, text)

    def _today(self, document: Document, text: CitableText) -> str:
        """Today's successor of a text that is no longer the one in force."""
        if ending := self.ended.get(document.id):
            verb, title = ending
            return _("；已被《{title}》{verb}").format(title=title, verb=label(verb))
        later = [
            other
            for other in self.texts.values()
            if other.package_id == document.id
            and (other.day_from or other.published or date.min) <= today()
            and _order(other) > _order(text)
        ]
        if not later:
            return ""
        last = max(later, key=_order)
        return _("；现行文本是第{number}版").format(number=last.number) + _since(last.day_from)


def _order(text: CitableText) -> tuple[date, int]:
    return text.day_from or text.published or date.min, text.number


def _since(day: date | None) -> str:
    if day is None:
        return ""
    sentence = _("（{year}年{month}月{day}日起的文本）")
    return sentence.format(year=day.year, month=day.month, day=day.day)


def _reason(row: Row) -> str:
    if row.kind == NO_DOCUMENT:
        rule = no_document(row.name)
        return _("“{name}”{reason}").format(name=row.name, reason=rule.reason if rule else "")
    if row.kind == RELATIVE:
        return _("前面没有可以对应的条、款、项，请与原件核对")
    return _("本文件没有这一条，请与原件核对")


def _of_register(name: str) -> str:
    """What the register knows of an act whose text is not here."""
    act = register.law(name) if name else None
    if act is None:
        return ""
    known = _("《{title}》，本库没有收录正文").format(title=act.title)
    if act.in_force_on(today()) is not False:
        return known
    if act.successor:
        return known + _("；已由《{successor}》取代").format(successor=act.successor)
    return known + _("；已经废止")


def _texts(ids: set[str | None]) -> dict[tuple[str, int], CitableText]:
    query = model.Session.query(CitableText).filter(CitableText.package_id.in_(ids - {None}))
    return {(text.package_id, text.number): text for text in query}


def _ended(ids: set[str | None]) -> dict[str, tuple[str, str]]:
    """What repeals or replaces a document today: verb and title, by document."""
    text, package = CitableText, model.Package
    query = (
        model.Session.query(Row.target_id, Row.verb, package.title)
        .join(package, package.id == Row.package_id)
        .join(text, sa.and_(text.package_id == Row.package_id, text.number == Row.number))
        .filter(
            Row.target_id.in_(ids - {None}),
            Row.verb.in_((relations.REPEALS, relations.REPLACES)),
            sa.func.coalesce(text.day_from, text.published) <= today(),
            package.state == model.State.ACTIVE,
            sa.not_(package.private),
        )
    )
    return {id: (verb, title) for id, verb, title in query}


def related(id: str, number: int | None) -> list[dict[str, Any]]:
    """The relations of a document both ways, as one of its texts and the newest of others say.

    Others cite articles by the numbers of one text: those of another text are not named.
    """
    mine = model.Session.query(Row).filter(
        Row.package_id == id, Row.number == number, Row.verb != "", Row.kind != NO_DOCUMENT
    )
    others = model.Session.query(Row).filter(
        Row.target_id == id, Row.package_id != id, Row.verb != ""
    )
    incoming = others.all()
    latest = newest(row.package_id for row in incoming)
    rows = [row for row in mine if row.target_id != id]
    said = [(row, row.passive, row.target_id) for row in rows]
    said += [
        (row, not row.passive, row.package_id)
        for row in incoming
        if latest.get(row.package_id) == row.number
    ]
    return _grouped(said, id, number)


def _grouped(
    said: list[tuple[Row, bool, str | None]], id: str, number: int | None
) -> list[dict[str, Any]]:
    """One relation for each verb and document; `in` is what is done to the document asked about."""
    known = documents(other for _row, _in, other in said)
    numbers = _document_numbers(known)
    groups: dict[tuple[str, bool, str], list[Row]] = {}
    for row, done_to, other in said:
        if other in known or other != row.package_id:  # who cites in private is not named
            groups.setdefault((row.verb, done_to, other or row.key or row.words), []).append(row)
    order = [value.code for value in vocabulary("document_relations").values]
    found = []
    for (verb, done_to, other), rows in groups.items():
        document = known.get(other)
        articles = _articles(r for r in rows if r.target_id != id or r.target_number == number)
        found.append(
            {
                "code": verb,
                "verb": label(verb),
                "reverse_verb": label(verb, passive=True),
                "direction": "in" if done_to else "out",
                "title": document.title if document else _title(rows[0]),
                "number": numbers.get(other) or rows[0].document_number or None,
                "document": document.as_dict() if document else None,
                "article": _listed(articles),
                "articles": articles,
                "url": None if document else _register_url(rows[0].name),
            }
        )
    return sorted(found, key=lambda one: (order.index(one["code"]), one["direction"], one["title"]))


def _title(row: Row) -> str:
    act = register.law(row.name) if row.name else None
    return act.title if act else row.name or row.document_number


def _register_url(name: str) -> str | None:
    act = register.law(name) if name else None
    return (act.url or None) if act else None


def _articles(rows: Iterable[Row]) -> list[str]:
    """The cited articles in their order, as they are written: 第三条, 第八条之一."""
    numbers = {number for row in rows for number in row.articles}
    ordered = sorted(numbers, key=lambda number: [int(part) for part in number.split("-")])
    return [article_words(number) for number in ordered]


def _listed(articles: list[str]) -> str:
    few = "、".join(articles[:_FEW])
    if len(articles) <= _FEW:
        return few
    return _("{few}等{count}条").format(few=few, count=len(articles))


def _document_numbers(known: dict[str, Document]) -> dict[str, str]:
    text = CitableText
    query = model.Session.query(text.package_id, text.document_number)
    return {id: number for id, number in query.filter(text.package_id.in_(set(known)))}


def counted(id: str, number: int | None) -> dict[str, int]:
    """How many other public documents cite each article of a text; "" is the document."""
    package = model.Package
    citing = (
        sa.select(Row.package_id, Row.target_number, Row.articles)
        .join(package, package.id == Row.package_id)
        .where(
            Row.target_id == id,
            Row.package_id != id,
            package.state == model.State.ACTIVE,
            sa.not_(package.private),
        )
        .subquery()
    )
    whole = model.Session.scalar(sa.select(sa.func.count(sa.distinct(citing.c.package_id))))
    each = (
        sa.select(citing.c.package_id, sa.func.unnest(citing.c.articles).label("article"))
        .where(citing.c.target_number == number)
        .distinct()
        .subquery()
    )
    counts = sa.select(each.c.article, sa.func.count()).group_by(each.c.article)
    return {"": whole or 0, **{article: n for article, n in model.Session.execute(counts)}}


def unresolved(limit: int, offset: int) -> dict[str, Any]:
    """Names that lead nowhere and own provisions that do not exist, the most frequent first."""
    open_ = sa.and_(
        Row.kind != NO_DOCUMENT,
        sa.or_(Row.reason != "", sa.and_(Row.target_id.is_(None), _not_registered())),
    )
    name = sa.func.coalesce(
        sa.func.nullif(Row.name, ""), sa.func.nullif(Row.document_number, ""), Row.words
    ).label("name")
    own = sa.case((Row.reason != "", Row.package_id), else_="").label("own")
    grouped = (
        sa.select(
            name,
            Row.reason,
            sa.func.count().label("mentions"),
            sa.func.count(sa.distinct(Row.package_id)).label("documents"),
            sa.func.min(Row.package_id).label("example"),
            sa.func.min(Row.anchor).label("anchor"),
        )
        .where(open_)
        .group_by(name, Row.reason, own)
        .subquery()
    )
    total = model.Session.scalar(sa.select(sa.func.count()).select_from(grouped)) or 0
    page = sa.select(grouped).order_by(grouped.c.mentions.desc(), grouped.c.name)
    found = model.Session.execute(page.limit(limit).offset(offset)).mappings().all()
    known = documents(row["example"] for row in found)
    return {"count": total, "results": [_open(dict(row), known) for row in found]}


def _not_registered() -> sa.ColumnElement[bool]:
    registered = {key(act.title) for act in register.laws()}
    return Row.key.not_in(registered)


def _open(row: dict[str, Any], known: dict[str, Document]) -> dict[str, Any]:
    document = known.get(row["example"])
    return {
        "name": row["name"],
        "reason": row["reason"] or "unknown",
        "mentions": row["mentions"],
        "documents": row["documents"],
        "example": {**document.as_dict(), "title": document.title} if document else None,
        "anchor": row["anchor"],
    }
