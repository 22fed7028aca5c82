"""Addresses inside a document: 第八条第一款第三项, lists and ranges of them, and where they stand.

A 款 is a paragraph of an article that is not an item; （一） and 1. belong to the 款 above them, and
the paragraph after the items is the next 款 (立法技术规范（试行）; trap 25 of the corpus).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ckanext.ankang.documents.text.clauses import clauses_of
from ckanext.ankang.documents.text.numbers import NUMERAL, integer

_UNIT = re.compile(
    rf"第\s*(?P<article>{NUMERAL})\s*条(?:之(?P<insert>[一二三四五六七八九十]{{1,2}}))?"
    rf"|第\s*(?P<number>{NUMERAL})\s*(?P<level>[款章节]|项(?!目))"
    # «第（一）、（三）项», «第二、三项»: several numbers before one unit.
    rf"|第?(?P<items>[（(]{NUMERAL}[）)](?:、[（(]{NUMERAL}[）)])*)项"
    rf"|第(?P<several>{NUMERAL}(?:、{NUMERAL})+)(?P<unit>[条款]|项(?!目))"
)
_AND = re.compile(r"\s*(?:、|和|及|与|或者|或|以及)\s*")
_TO = re.compile(r"\s*[至到]\s*")
_NUMBER = re.compile(rf"[（(]?{NUMERAL}[）)]?")


@dataclass(frozen=True)
class Place:
    """A provision: article «8» or «8-1», its 款 and 项; or a chapter and section. 0 is not named."""

    article: str = ""
    paragraph: int = 0
    item: int = 0
    chapter: int = 0
    section: int = 0

    def __bool__(self) -> bool:
        return self != NOWHERE

    @property
    def anchor(self) -> str:
        """The anchor of the node that holds it (`documents.text.structure`)."""
        if self.article:
            return f"article-{self.article}"
        if self.chapter and self.section:
            return f"chapter-{self.chapter}-section-{self.section}"
        return f"chapter-{self.chapter}" if self.chapter else ""


NOWHERE = Place()


@dataclass(frozen=True)
class Printed:
    """One printed address: its span, the place and, for a range, the last place of it."""

    start: int
    end: int
    place: Place
    until: Place | None = None


@dataclass(frozen=True)
class Paragraph:
    """A 款 of an article: its span and the spans of its items by number."""

    start: int
    end: int
    items: dict[int, tuple[int, int]]


def paragraphs(text: str) -> list[Paragraph]:
    """The 款 of an article in order, each with its items."""
    return [
        Paragraph(own.start, own.end, {one.number: (one.start, one.end) for one in own.items})
        for own in clauses_of(text)
    ]


def locate(text: str, place: Place) -> tuple[int, int] | None:
    """Where a place stands in the text of its article; None when there is no such 款 or 项."""
    own = paragraphs(text)
    if not place.paragraph and not place.item:
        return 0, len(text)
    number = place.paragraph or _only_list(own)
    if not 0 < number <= len(own):
        return None
    found = own[number - 1]
    return found.items.get(place.item) if place.item else (found.start, found.end)


def _only_list(own: list[Paragraph]) -> int:
    """«第八条第三项» names no 款 when a single one has items."""
    having = [number for number, one in enumerate(own, start=1) if one.items]
    return having[0] if len(having) == 1 else 1


def listing(text: str, offset: int) -> int:
    """The 款 whose items a lone «第七项» means: its own, or the last one above that has items."""
    above = [
        number
        for number, own in enumerate(paragraphs(text), start=1)
        if own.items and own.start <= offset
    ]
    return above[-1] if above else standing(text, offset).paragraph


def standing(text: str, offset: int) -> Place:
    """The 款 and 项 in which a character of an article stands."""
    for number, own in enumerate(paragraphs(text), start=1):
        if own.start <= offset <= own.end:
            items = (item for item, (start, end) in own.items.items() if start <= offset <= end)
            return Place(paragraph=number, item=next(items, 0))
    return NOWHERE


def addresses(text: str, at: int, base: Place) -> list[Printed]:
    """The addresses printed from `at` on, one after the other: lists and ranges; none if none."""
    found: list[Printed] = []
    while group := list(_one(text, at, base)):
        found += group
        base, at = found[-1].until or found[-1].place, found[-1].end
        separator = _AND.match(text, at)
        if not separator:
            break
        at = separator.end()
    return found


def begins(text: str, at: int) -> bool:
    """Whether an address begins here."""
    return bool(_UNIT.match(text, at))


def _one(text: str, at: int, base: Place) -> Iterator[Printed]:
    """One address with its levels; several for «第（一）、（三）项», one for a range."""
    end, place = at, base
    while unit := _UNIT.match(text, end):
        if unit["several"] or "、" in (unit["items"] or ""):
            yield from _several(unit, at, place)
            return
        if end > at and unit["article"]:
            break
        end, place = unit.end(), _deepened(place, unit)
    if end > at:
        yield _ranged(text, Printed(at, end, place))


def _ranged(text: str, first: Printed) -> Printed:
    to = _TO.match(text, first.end)
    last = next(_one(text, to.end(), first.place), None) if to else None
    return replace(first, end=last.end, until=last.until or last.place) if last else first


def _several(unit: re.Match[str], start: int, place: Place) -> Iterator[Printed]:
    level = unit["unit"] or "项"
    group = "several" if unit["several"] else "items"
    numbers = list(_NUMBER.finditer(unit[group]))
    for one in numbers:
        begin = start if one is numbers[0] else unit.start(group) + one.start()
        end = unit.end() if one is numbers[-1] else unit.start(group) + one.end()
        yield Printed(begin, end, _within(place, level, integer(one[0].strip("（()）"))))


def _deepened(place: Place, unit: re.Match[str]) -> Place:
    if unit["article"]:
        insert = f"-{integer(unit['insert'])}" if unit["insert"] else ""
        return Place(article=f"{integer(unit['article'])}{insert}")
    if unit["items"]:
        return _within(place, "项", integer(unit["items"][1:-1]))
    return _within(place, unit["level"], integer(unit["number"]))


def _within(place: Place, level: str, number: int) -> Place:
    match level:
        case "条":
            return Place(article=str(number))
        case "款":
            return Place(article=place.article, paragraph=number)
        case "项":
            return replace(place, item=number)
        case "章":
            return Place(chapter=number)
    return Place(chapter=place.chapter, section=number)
