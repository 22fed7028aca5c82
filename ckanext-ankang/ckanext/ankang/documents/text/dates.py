"""Days as documents print them: 2022年7月13日, 二〇二二年七月十三日, ○ and stray spaces too."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from .numbers import integer

_ZERO = "〇○零０ＯОoO◯"
_DIGIT = "一二三四五六七八九0-9０-９"
_YEAR = rf"[{_DIGIT}{_ZERO}]\s*[{_DIGIT}{_ZERO}]\s*[{_DIGIT}{_ZERO}]\s*[{_DIGIT}{_ZERO}]"
_COUNT = rf"[{_DIGIT}十廿卅][{_DIGIT}十\s]{{0,4}}"
DAY = re.compile(rf"({_YEAR})\s*年\s*({_COUNT})\s*月\s*({_COUNT})\s*日")
_LINE = re.compile(rf"^[（(]?{DAY.pattern}[）)]?$")


def days_in(text: str) -> Iterator[date]:
    """Every possible day that a text names; impossible ones (2月30日) are passed over."""
    for found in DAY.finditer(text):
        if (day := _day(found)) is not None:
            yield day


def day_of(line: str) -> date | None:
    """The day that a line is, when it is nothing else and the day exists."""
    found = _LINE.match(line.strip())
    return _day(found) if found else None


def is_day(line: str) -> bool:
    """Whether a line is printed as a day, an impossible one too."""
    return bool(_LINE.match(line.strip()))


def impossible_days(text: str) -> list[str]:
    """Days that no calendar has, as printed."""
    return [found[0] for found in DAY.finditer(text) if _day(found) is None]


def _day(found: re.Match[str]) -> date | None:
    try:
        year, month, day = (_number(part) for part in found.groups()[:3])
        return date(year, month, day)
    except ValueError:
        return None


def _number(text: str) -> int:
    plain = unicodedata.normalize("NFKC", re.sub(r"\s+", "", text))
    zero = "0" if re.search(r"\d", plain) else "〇"
    plain = re.sub(f"[{_ZERO}]", zero, plain)
    return integer(plain.replace("廿", "二十").replace("卅", "三十"))
