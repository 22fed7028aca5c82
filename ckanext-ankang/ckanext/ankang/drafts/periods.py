"""The time that a title names: 2026年第三季度 is 2026-07-01 to 2026-09-30 (pure)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}
YEAR = r"(?P<year>(?:19|20)\d{2})"
TO = r"\s*(?:-|—|－|–|~|～|至|到)\s*"
# No digit before or after: a number is no year.
ALONE, END = r"(?<!\d)", r"(?!\d)"


@dataclass(frozen=True)
class Period:
    """The first and the last day of a time, the words that name it, and what it is: a year, a day."""

    first: date
    last: date
    words: str
    kind: str


def period_in(text: str) -> Period | None:
    """The time that a text names, the exactest form first; None where it names none."""
    for pattern, ends, kind in FORMS:
        for found in pattern.finditer(text):
            days = _days(ends, found)
            if days and days[0] <= days[1]:
                return Period(*days, found[0].strip(), kind)
    return None


def covered(first: str, last: str) -> tuple[date, date] | None:
    """The days from the first to the last of values as tables hold them; years and months whole."""
    ends = [_written(value) for value in (first, last)]
    if not ends[0] or not ends[1]:
        return None
    return ends[0][0], ends[1][1]


def _days(ends: Callable[[re.Match[str]], tuple[date, date]], found: re.Match[str]) -> Ends | None:
    try:
        return ends(found)
    except ValueError:
        # A thirteenth month is no time.
        return None


def _written(value: str) -> Ends | None:
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", value)
    if parts is None:
        return None
    try:
        if parts[3]:
            return (day := date(int(parts[1]), int(parts[2]), int(parts[3]))), day
        return _months(int(parts[1]), int(parts[2] or 1), int(parts[2] or 12))
    except ValueError:
        return None


def _months(year: int, first: int, last: int) -> Ends:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _quarter(found: re.Match[str]) -> Ends:
    number = DIGITS.get(found["quarter"]) or int(found["quarter"])
    return _months(int(found["year"]), number * 3 - 2, number * 3)


def _half(found: re.Match[str]) -> Ends:
    return _months(int(found["year"]), *((1, 6) if found["half"] == "上" else (7, 12)))


def _day(found: re.Match[str]) -> Ends:
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    return day, day


def _months_of(found: re.Match[str]) -> Ends:
    last = found.groupdict().get("last") or found["month"]
    return _months(int(found["year"]), int(found["month"]), int(last))


def _over_years(found: re.Match[str]) -> Ends:
    first = _months(int(found["year"]), int(found["month"] or 1), 12)[0]
    last = _months(int(found["until"]), 1, int(found["last"] or 12))[1]
    return first, last


def _year(found: re.Match[str]) -> Ends:
    return _months(int(found["year"]), 1, 12)


def _compiled() -> Iterator[Form]:
    for text, ends, kind in (
        (
            rf"{YEAR}年?(?:(?P<month>\d{{1,2}})月)?{TO}(?P<until>(?:19|20)\d{{2}})年?(?:(?P<last>\d{{1,2}})月)?",
            _over_years,
            "years",
        ),
        (rf"{YEAR}年第?(?P<quarter>[一二三四1-4])季度", _quarter, "quarter"),
        (rf"{YEAR}年(?P<half>[上下])半年", _half, "half"),
        (rf"{YEAR}年(?P<month>\d{{1,2}})月?{TO}(?P<last>\d{{1,2}})月", _months_of, "months"),
        (rf"{YEAR}年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日", _day, "day"),
        (rf"{YEAR}[-./](?P<month>\d{{1,2}})[-./](?P<day>\d{{1,2}})", _day, "day"),
        (rf"{YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)", _day, "day"),
        (rf"{YEAR}年(?P<month>\d{{1,2}})月", _months_of, "month"),
        (rf"{YEAR}(?P<month>0[1-9]|1[0-2])", _months_of, "month"),
        (rf"{YEAR}[-./](?P<month>\d{{1,2}})", _months_of, "month"),
        (rf"{YEAR}年度?", _year, "year"),
        (YEAR, _year, "year"),
    ):
        yield re.compile(ALONE + text + END), ends, kind


Ends = tuple[date, date]
Form = tuple[re.Pattern[str], Callable[[re.Match[str]], Ends], str]
FORMS = tuple(_compiled())
