"""Wrong wording in a text: each rule's words and patterns, less what stands there rightly."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from itertools import accumulate
from operator import add

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.catalogue.words import segmenter

from .checks import CHECKS
from .leaders import Leader, wrongly_titled
from .rules import Rule, standard_rules

_TITLE = re.compile(r"《[^》\n]*》")
# What is shown of the paragraph on each side of a hit.
_AROUND = 24


@dataclass(frozen=True)
class Hit:
    """One wording in question, and where it stands."""

    rule: str
    kind: str
    start: int
    end: int
    line: int
    """The paragraph, counted from 1."""
    found: str
    suggestion: str | None
    advice: str
    source: str
    severity: str
    before: str
    after: str

    @property
    def template(self) -> str:
        """The sentence before its fields are put in; the doors pass it through gettext."""
        if self.suggestion is None:
            return "第 {line} 段“{found}”：{advice}"
        if self.suggestion == "":
            return "第 {line} 段“{found}”建议删去。"
        if self.severity == "error":
            return "第 {line} 段“{found}”有误，应为“{suggestion}”。"
        return "第 {line} 段“{found}”建议改为“{suggestion}”。"

    @property
    def fields(self) -> dict[str, str | int | None]:
        """What the sentence names."""
        return {
            "line": self.line,
            "found": self.found,
            "suggestion": self.suggestion,
            "advice": self.advice,
        }

    @property
    def sentence(self) -> str:
        """What is wrong, where, and what to write."""
        return self.template.format(**self.fields)

    def moved(self, start: int, line: int) -> Hit:
        """Return the same hit counted from another beginning."""
        return replace(self, start=start, end=start + len(self.found), line=line)


@dataclass(frozen=True)
class Book:
    """All rules that hold for a portal, made ready for one pass over a text."""

    rules: tuple[Rule, ...]
    leaders: tuple[Leader, ...] = ()

    @cached_property
    def words(self) -> dict[str, list[Rule]]:
        """The rules for words by the first two characters."""
        words = defaultdict(list)
        for rule in self.rules:
            if rule.wrong:
                words[rule.wrong[:2]].append(rule)
        return dict(words)

    @cached_property
    def others(self) -> tuple[Rule, ...]:
        """The rules that are patterns or checks."""
        return tuple(rule for rule in self.rules if not rule.wrong)


@dataclass(frozen=True)
class _Candidate:
    rule: Rule
    start: int
    end: int
    suggestion: str | None


@cache
def standard_book() -> Book:
    """Return the rules that ship with the platform; a city's own are added by the room's settings."""
    return Book(standard_rules())


def find(text: str, day: date | None = None, book: Book | None = None) -> list[Hit]:
    """Return what is wrong in a text of that day (today where it is not told), in its order."""
    book = book or standard_book()
    day = day or today()
    titles = [found.span() for found in _TITLE.finditer(text)]
    starts = [*accumulate((len(line) + 1 for line in text.split("\n")), initial=0)]
    candidates = [
        candidate
        for candidate in _candidates(text, book, starts)
        if _applies(candidate.rule, day) and not _excepted(text, candidate, titles)
    ]
    candidates.sort(key=lambda candidate: (candidate.start, -candidate.end))
    return [_hit(text, candidate, starts) for candidate in _outermost(candidates)]


def _candidates(text: str, book: Book, starts: list[int]) -> Iterator[_Candidate]:
    words = book.words
    pairs = map(add, text, text[1:])
    for start, pair in [(at, pair) for at, pair in enumerate(pairs) if pair in words]:
        for rule in words[pair]:
            if text.startswith(rule.wrong, start):
                yield _Candidate(rule, start, start + len(rule.wrong), rule.right)
    for rule in book.others:
        if rule.pattern is None:
            for start, end in CHECKS[rule.check](text):
                yield _Candidate(rule, start, end, None)
        else:
            yield from _matches(text, rule, rule.pattern, starts)
    for rule, start, end in wrongly_titled(text, book.leaders):
        yield _Candidate(rule, start, end, rule.right)


def _matches(
    text: str, rule: Rule, pattern: re.Pattern[str], starts: list[int]
) -> Iterator[_Candidate]:
    """Look for a pattern, paragraph by paragraph; it never reaches over the end of one."""
    for number in _paragraphs(text, rule, starts):
        offset = starts[number]
        for found in pattern.finditer(text[offset : starts[number + 1] - 1]):
            suggestion = None if rule.right is None else found.expand(rule.right)
            yield _Candidate(rule, offset + found.start(), offset + found.end(), suggestion)


def _paragraphs(text: str, rule: Rule, starts: list[int]) -> Iterable[int]:
    """The numbers of the paragraphs that hold what the rule needs: most patterns read few of them."""
    if not rule.needs:
        return range(len(starts) - 1)
    held = set()
    for needed in rule.needs:
        at = text.find(needed)
        while at >= 0:
            number = bisect_right(starts, at) - 1
            held.add(number)
            at = text.find(needed, starts[number + 1])
    return sorted(held)


def _applies(rule: Rule, day: date) -> bool:
    return rule.since is None or day >= rule.since


def _excepted(text: str, candidate: _Candidate, titles: list[tuple[int, int]]) -> bool:
    rule, start, end = candidate.rule, candidate.start, candidate.end
    if not rule.in_titles and any(first < start and end < last for first, last in titles):
        return True
    if text.endswith(rule.unless_before or ("\0",), 0, start):
        return True
    if text.startswith(rule.unless_after or ("\0",), end):
        return True
    if any(_within(text, start, end, rule.wrong, longer) for longer in rule.unless):
        return True
    return bool(rule.wrong) and _cuts_a_word(text, start, end)


def _within(text: str, start: int, end: int, wrong: str, longer: str) -> bool:
    """Whether the hit stands in a longer wording that is right."""
    offset = longer.find(wrong)
    return offset >= 0 and text.startswith(longer, start - offset) and start >= offset


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    """Whether the characters belong to two words that happen to meet: 发展|转型 holds 展转.

    Only a word of two characters speaks against a hit: 按规定 is one for the segmenter, and yet 末按规定
    holds a mistake.
    """
    across = [place for place in (start, end) if segmenter().has_word(text[place - 1 : place + 1])]
    if not across:
        return False
    first = max(start - _AROUND, 0)
    ends = accumulate(map(len, segmenter().cut(text[first : end + _AROUND], False)), initial=first)
    return not set(across) <= set(ends)


def _outermost(candidates: list[_Candidate]) -> Iterator[_Candidate]:
    """Leave out what lies within a longer hit."""
    reach = -1
    for candidate in candidates:
        if candidate.end > reach:
            yield candidate
            reach = candidate.end


def _hit(text: str, candidate: _Candidate, starts: list[int]) -> Hit:
    rule, start, end = candidate.rule, candidate.start, candidate.end
    line = bisect_right(starts, start)
    first, last = starts[line - 1], starts[line] - 1
    return Hit(
        rule=rule.code,
        kind=rule.title,
        start=start,
        end=end,
        line=line,
        found=text[start:end],
        suggestion=candidate.suggestion,
        advice=rule.advice,
        source=rule.source,
        severity=rule.severity,
        before=text[max(first, start - _AROUND) : start],
        after=text[end : min(last, end + _AROUND)],
    )
