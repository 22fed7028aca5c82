"""The life of a document as its header and its texts tell it when it is published (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ckanext.ankang.documents import values
from ckanext.ankang.documents.text.header import day_in_name
from ckanext.ankang.documents.texts import AMENDED, Text

from . import events as kinds
from .acts import acts
from .events import Acting, Detail
from .history import Conflict, Draft, Source, printed, read_work, structure_of
from .lists import Doubt, lists

HEADER = "著录信息"


@dataclass(frozen=True)
class Deed:
    """What the document does to another one, on the day on which it takes force."""

    kind: str
    day: date
    title: str
    number: str = ""
    days: tuple[date, ...] = ()
    organ: str = ""
    article: str = ""
    clause: str = ""
    detail: Detail = field(default_factory=Detail)
    # What a list says of many documents is decided by a person, one by one.
    proposed: bool = False


@dataclass(frozen=True)
class Reading:
    """Events of the document itself, and what it does to others."""

    events: list[Draft]
    deeds: list[Deed]


def read(package: dict[str, Any], texts: Iterable[Text]) -> Reading:
    """Read header and texts of a document together; the texts come first, the header fills gaps."""
    given = list(texts)
    sources = [_source(package, one, alone=len(given) == 1) for one in given]
    life = read_work(sources)
    drafts = list(_with_header(life.events, package))
    starts = min((one.day for one in drafts if one.kind == kinds.EFFECTIVE), default=None)
    listed, doubts = _by_lists(sources[-1:], starts)
    said = (*(one.sentence for one in life.conflicts), *(one.sentence for one in doubts))
    if drafts and said:
        drafts[0] = replace(drafts[0], detail=replace(drafts[0].detail, conflicts=said))
    deeds = [
        Deed(
            kind=kinds.PARTLY_REPEALED if end.repeal.part else kinds.REPEALED,
            day=end.day,
            title=end.repeal.title,
            number=end.repeal.number,
            days=end.repeal.days,
            organ=end.repeal.organ,
            article=end.repeal.article,
            clause=end.repeal.clause,
            detail=Detail(articles=(end.repeal.part,) if end.repeal.part else ()),
        )
        for end in life.ends
    ]
    if starts and sources:
        deeds += listed or _by_title(sources[-1], starts)
    return Reading(drafts, deeds)


@dataclass(frozen=True)
class Own:
    """What one text says of itself: its days, and where its sources disagree."""

    published: date | None
    starts: date | None
    conflicts: tuple[Conflict, ...]


def own(package: dict[str, Any], text: Text) -> Own:
    """The days of a text: the one that its sender gives it is corrected by its printed history."""
    life = read_work([_source(package, text, alone=True)])
    dated = text.day_published or (day_in_name(text.name) if text.name else None)
    published = life.texts[0].published if dated else None
    return Own(published, text.day_from or starts_on(package, text), tuple(life.conflicts))


def starts_on(package: dict[str, Any], text: Text) -> date | None:
    """Since when a text is in force: by its own effect clause, else by the header, else as published.

    An amended text holds from the amendment on, a corrected one as the misprinted one did.
    """
    if text.change.day and text.change.kind == AMENDED:
        return text.change.day
    life = read_work([_source(package, text, alone=True)])
    said = any(one.kind == kinds.EFFECTIVE and not one.detail.uncertain for one in life.events)
    header = _day(package.get("date_effective"))
    return header if header and not said else life.texts[0].starts


def _source(package: dict[str, Any], text: Text, *, alone: bool) -> Source:
    title = package.get("title") or ""
    source = Source(title, text.paragraphs, text.day_published, text.history, text.name)
    if source.day:
        return source
    # Only a printed history can tell the day in a file's name right or wrong.
    day = day_in_name(text.name) if text.name and printed(source) else None
    if day is None and alone:
        day = _day(package.get("date_published")) or _day(package.get("date_issued"))
    return replace(source, day=day)


def _with_header(drafts: list[Draft], package: dict[str, Any]) -> Iterator[Draft]:
    """The events of the texts, with what only the header says: dates, last day, ground."""
    published = _day(package.get("date_published")) or _day(package.get("date_issued"))
    effective = _day(package.get("date_effective"))
    said = {one.kind for one in drafts if not one.detail.uncertain}
    if published and kinds.PUBLISHED not in said:
        yield Draft(kinds.PUBLISHED, published, HEADER, Acting(day=published))
    if effective and kinds.EFFECTIVE not in said:
        yield replace(_dated(effective, package), source=HEADER)
    for draft in drafts:
        if draft.kind != kinds.EFFECTIVE:
            yield draft
        elif not (draft.detail.uncertain and effective):
            yield replace(draft, detail=_detail(draft.detail, package))


def _dated(effective: date, package: dict[str, Any]) -> Draft:
    detail = _detail(Detail(), package)
    return Draft(kinds.EFFECTIVE, effective, HEADER, clause="", detail=detail)


def _detail(detail: Detail, package: dict[str, Any]) -> Detail:
    return replace(
        detail,
        last_day=detail.last_day or _day(package.get("valid_until")),
        ground=detail.ground or package.get("early_effect_ground") or "",
    )


def _by_lists(sources: list[Source], starts: date | None) -> tuple[list[Deed], Sequence[Doubt]]:
    """What the lists of a 清理 notice say of other documents, and what of them is in doubt."""
    if not sources or starts is None:
        return [], ()
    entries, doubts = lists(sources[0].title, structure_of(sources[0]))
    deeds = [
        Deed(
            kind=one.kind,
            day=starts,
            title=one.title,
            number=one.number,
            clause=one.clause,
            detail=Detail(outcome=one.outcome),
            proposed=True,
        )
        for one in entries
    ]
    return deeds, doubts


def _by_title(source: Source, starts: date) -> Iterator[Deed]:
    for act in acts(source.title, structure_of(source)):
        detail = Detail(last_day=act.last_day)
        yield Deed(act.kind, starts, act.title, act.number, detail=detail)


def _day(value: Any) -> date | None:
    return date.fromisoformat(values.day(str(value))) if value else None
