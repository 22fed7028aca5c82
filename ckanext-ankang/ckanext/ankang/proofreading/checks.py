"""Checks that take more than a pattern: days that no calendar has, brackets without their partner."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator

from ckanext.ankang.documents.text.numbers import integer

Spans = Iterator[tuple[int, int]]

_HAN = "〇○零一二三四五六七八九十"
# One kind of digits in one date: mixed ones are another rule's.
_CALENDAR_DAYS = (
    re.compile(r"(?:(?:((?:19|20)[0-9]{2})年)?(?<![0-9])([0-9]{1,2})月([0-9]{1,2})日)"),
    re.compile(rf"(?:([一二][{_HAN}]{{3}})年)?(?<![{_HAN}])([{_HAN}]{{1,2}})月([{_HAN}]{{1,3}})日"),
    re.compile(r"((?:19|20)[0-9]{2})(?:-([0-9]{1,2})-|/([0-9]{1,2})/)([0-9]{1,2})(?![0-9/-])"),
)
_LEAP_YEAR = 2024
# Text extraction breaks lines inside sentences: a bracket may close on a later line, up to the full stop.
END_OF_TEXT = "\x1e"
_PARAGRAPH_END = re.compile(rf"(?<=[。；！？{END_OF_TEXT}])\s*\n")
_PAIRS = {"）": "（", ")": "（", "》": "《", "〕": "〔"}
_OPENING = {"(": "（", "（": "（", "《": "《", "〔": "〔"}
_BRACKET = re.compile("[()（）《》〔〕]")
# 1）, 一） and a) count; they open nothing.
_COUNTED = re.compile(
    r"(?:^|(?<=[\s，。；：、]))[\s　]*(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}|[A-Za-z])[)）]",
    re.MULTILINE,
)


def impossible_day(text: str) -> Spans:
    """Yield the dates that no calendar has: 2 月 30 日, 13 月; 29 February needs its leap year."""
    for pattern in _CALENDAR_DAYS:
        for found in pattern.finditer(text):
            year, *rest = found.groups()
            if not _exists(year, *filter(None, rest)):
                yield found.span()


def _exists(year: str | None, month: str, day: str) -> bool:
    number = integer(month)
    if not 1 <= number <= 12:
        return False
    last = monthrange(integer(year) if year else _LEAP_YEAR, number)[1]
    return 1 <= integer(day) <= last


def unpaired(text: str) -> Spans:
    """Yield the brackets that have no partner in their paragraph."""
    counted = {found.end() - 1 for found in _COUNTED.finditer(text)}
    start = 0
    for end in [*(found.end() for found in _PARAGRAPH_END.finditer(text)), len(text)]:
        yield from ((at, at + 1) for at in _alone(text, start, end) if at not in counted)
        start = end


def _alone(text: str, start: int, end: int) -> list[int]:
    open_, alone = [], []
    for found in _BRACKET.finditer(text, start, end):
        character = found.group()
        if character in _OPENING:
            open_.append((found.start(), _OPENING[character]))
        elif open_ and open_[-1][1] == _PAIRS[character]:
            open_.pop()
        else:
            alone.append(found.start())
    return sorted([*alone, *(at for at, _ in open_)])


CHECKS: dict[str, Callable[[str], Spans]] = {"impossible_day": impossible_day, "unpaired": unpaired}
