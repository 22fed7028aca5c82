"""Citations in the text of a document: where they stand, what they name, which provision.

`extract` never edits: a citation is a span of `node.text`, and its words are the text there. What
looks like a citation and is none (a licence in 《》) is answered with the reason.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ckanext.ankang.documents.text.numbers import document_number, integer
from ckanext.ankang.documents.text.structure import ARTICLE, PREAMBLE, Node

from . import patterns, provisions, register
from .names import inner, key, no_document
from .provisions import NOWHERE, Place, Printed

TITLE, SHORT, OWN, RELATIVE, NUMBER, NO_DOCUMENT = (
    "title",
    "short",
    "own",
    "relative",
    "number",
    "no-document",
)


@dataclass(frozen=True)
class Named:
    """What a citation names, as far as the text itself says it; no name is the own document."""

    kind: str
    name: str = ""
    number: str = ""
    day: date | None = None  # the day of the cited text: «1988年7月18日发布的»
    reason: str = ""  # the rule by which it is no document, or what does not exist


@dataclass(frozen=True)
class Citation:
    """One citation: its span in the text of a node, what it names, and which provision."""

    anchor: str
    start: int
    end: int
    words: str
    named: Named
    place: Place = NOWHERE
    until: Place | None = None  # the last place of a range


def extract(nodes: Sequence[Node], title: str = "") -> list[Citation]:
    """The citations of a document in the order of its text."""
    reader = _Reader(nodes, title)
    return [citation for node in nodes for citation in reader.read(node)]


class _Reader:
    """A document read from its beginning: short names hold from where they are defined."""

    def __init__(self, nodes: Sequence[Node], title: str) -> None:
        self.articles = [node.number for node in nodes if node.kind == ARTICLE]
        self.title = title
        self.amends = "修改" in title
        # The act whose provisions an amending decision speaks of: «将第八条修改为».
        self.spoken_of = next(inner(title), "") if self.amends else ""
        self.defined: dict[str, str] = {}

    def read(self, node: Node) -> Iterator[Citation]:
        readings: dict[str, Any] = {
            "title": self._title,
            "short": self._short,
            "own": self._own,
            "back": self._back,
            "number": self._number,
        }
        at = 0
        while found := patterns.targets(frozenset(self.defined)).search(node.text, at):
            at = found.end()
            for citation in readings.get(found.lastgroup or "", self._here)(node, found):
                yield citation
                at = max(at, citation.end)

    def _title(self, node: Node, found: re.Match[str]) -> Iterator[Citation]:
        text, name = node.text, found[0][1:-1].strip()
        full = self.defined.get(name, name)
        rule = no_document(full)
        if rule:
            self._define(text, found.end(), full)
            named = Named(NO_DOCUMENT, full, reason=rule.code)
            yield _cited(node, named, Printed(found.start(), found.end(), NOWHERE))
            return
        printed_number = patterns.NUMBER_AFTER.match(text, found.end())
        number = (document_number(printed_number[1]) or "") if printed_number else ""
        kind = TITLE if full == name else SHORT
        named = Named(kind, full, number, _day_before(node, found.start()))
        if self.amends and key(full) != key(self.title):
            self.spoken_of = next(inner(full), full)
        after = self._define(text, (printed_number or found).end(), full)
        yield from _placed(node, named, found.start(), found.end(), after)

    def _define(self, text: str, at: int, full: str) -> int:
        """Remember the short name that brackets after a title give it; where they end."""
        found = patterns.DEFINED.match(text, at)
        if found:
            self.defined[found[1]] = full
        return found.end() if found else at

    def _short(self, node: Node, found: re.Match[str]) -> Iterator[Citation]:
        """An act called without 《》: by a name the text defined, or where it is plainly cited."""
        text, name = node.text, found["short"]
        known = self.defined.get(name)
        plain = patterns.BEFORE.search(text[: found.start()]) and patterns.AFTER.match(
            text, found.end()
        )
        if not (known or plain or provisions.begins(text, found.end())):
            return
        if patterns.DEFINING.search(text[: found.start()]) or (known and no_document(known)):
            return
        act = register.law(name)
        named = Named(SHORT, known or (act.title if act else name))
        yield from _placed(node, named, found.start(), found.end())

    def _own(self, node: Node, found: re.Match[str]) -> Iterator[Citation]:
        for citation in _placed(node, Named(OWN), found.start(), found.end()):
            yield self._checked(citation)

    def _here(self, node: Node, found: re.Match[str]) -> Iterator[Citation]:
        """An address without a document: of this one, unless another was just named."""
        text, start = node.text, found.start()
        begin = start if found.lastgroup == "place" else found.end()
        printed = provisions.addresses(text, begin, self._base(node, found))
        named = self._whose(text, start)
        if named is None or not printed or not printed[0].place.article:
            return
        if named.kind == SHORT and text[:start].endswith(named.name):
            start -= len(named.name)
        for one in [replace(printed[0], start=start), *printed[1:]]:
            if named.kind != OWN or one.place.article in self.articles:
                yield _cited(node, named, one)

    @staticmethod
    def _base(node: Node, found: re.Match[str]) -> Place:
        """The article, and for a lone 项 the 款, in which an address stands."""
        own = Place(article=node.number) if node.kind == ARTICLE else NOWHERE
        if found["here"] == "本款":
            return replace(own, paragraph=provisions.standing(node.text, found.start()).paragraph)
        if (found["place"] or "").endswith("项"):
            return replace(own, paragraph=provisions.listing(node.text, found.start()))
        return own

    def _whose(self, text: str, start: int) -> Named | None:
        """Whose provision a bare address is; None when another act is meant that has no name."""
        before = text[max(0, start - 28) : start]
        if unknown := patterns.UNKNOWN.search(before):
            return Named(SHORT, unknown[1])
        if patterns.ELSEWHERE.search(before) and not patterns.OURS.search(before):
            return None
        return Named(SHORT, self.spoken_of) if self.spoken_of else Named(OWN)

    def _back(self, node: Node, found: re.Match[str]) -> Iterator[Citation]:
        """前款, 前条, 前两款: counted back from where they stand."""
        if node.kind != ARTICLE:
            return
        many = integer(found["many"]) if found["many"] else 1
        places = self._before(node, found.start(), found["level"], many)
        if not places:
            named = Named(RELATIVE, reason="nothing-before")
            yield _cited(node, named, Printed(found.start(), found.end(), NOWHERE))
            return
        until = places[-1] if len(places) > 1 else None
        further = [] if until else provisions.addresses(node.text, found.end(), places[0])
        first = further[0] if further else Printed(found.start(), found.end(), places[0], until)
        for one in [replace(first, start=found.start()), *further[1:]]:
            yield _cited(node, Named(RELATIVE), one)

    def _before(self, node: Node, offset: int, level: str, many: int) -> list[Place]:
        own = Place(article=node.number)
        standing = provisions.standing(node.text, offset)
        match level:
            case "条":
                at = self.articles.index(node.number)
                return [Place(article=number) for number in self.articles[at - many : at]]
            case "款":
                last = standing.paragraph
                numbers = range(last - many, last)
                return [replace(own, paragraph=n) for n in numbers if numbers.start > 0]
        numbers = range(standing.item - many, standing.item)
        own = replace(own, paragraph=standing.paragraph)
        return [replace(own, item=n) for n in numbers if numbers.start > 0]

    @staticmethod
    def _number(node: Node, found: re.Match[str]) -> Iterator[Citation]:
        own = node.kind == PREAMBLE  # its own number, and those of its own history
        if own or patterns.IN_BRACKETS.search(node.text[: found.start()]):
            return
        lead = patterns.LEAD.match(found[0])
        start = found.start() + (lead.end() if lead else 0)
        number = document_number(node.text[start : found.end()])
        if number:
            yield _cited(node, Named(NUMBER, number=number), Printed(start, found.end(), NOWHERE))

    def _checked(self, citation: Citation) -> Citation:
        """«本条例第九十九条» of a text with sixty articles is told to the issuer."""
        if not citation.place.article or citation.place.article in self.articles:
            return citation
        return replace(citation, named=Named(OWN, reason="no-such-article"))


def _placed(node: Node, named: Named, start: int, end: int, after: int = 0) -> Iterator[Citation]:
    """The target with the first address after it, and every further address by itself."""
    printed = provisions.addresses(node.text, after or end, NOWHERE)
    first = replace(printed[0], start=start) if printed else Printed(start, end, NOWHERE)
    for one in [first, *printed[1:]]:
        yield _cited(node, named, one)


def _cited(node: Node, named: Named, one: Printed) -> Citation:
    words = node.text[one.start : one.end]
    return Citation(node.anchor, one.start, one.end, words, named, one.place, one.until)


def _day_before(node: Node, start: int) -> date | None:
    """The day that the words before a name print; in a line of the history, that of the line."""
    pattern = patterns.DAY_OF_LINE if node.kind == PREAMBLE else patterns.DAY_BEFORE
    found = list(pattern.finditer(node.text[max(0, start - 80) : start]))
    if not found:
        return None
    year, month, day = (integer(part) for part in found[-1].groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
