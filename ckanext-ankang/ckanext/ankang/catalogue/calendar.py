"""Working days as the yearly notices of 国务院办公厅 lay them down: `schemas/working_days.yaml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class _Calendar:
    off: frozenset[date]
    working: frozenset[date]
    noticed: frozenset[int]
    """The years that have their notice."""


def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    calendar = _calendar()
    if day in calendar.working:
        return True
    return day.weekday() < _SATURDAY and day not in calendar.off


def add_working_days(start: date, days: int) -> date:
    """Return the last day of a term of `days` working days; the term begins the day after `start`."""
    if days < 0:
        raise ValueError(f"工作日数不能是负数：{days}。")
    day = start
    while days:
        day += _DAY
        days -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after `start` up to `end`; negative where `end` is the earlier one."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(day) for day in _days(start + _DAY, end))


def provisional(day: date) -> bool:
    """Whether the year has no notice yet, so that its days off are only those of the decree."""
    return day.year not in _calendar().noticed


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


@cache
def _calendar() -> _Calendar:
    text = files("ckanext.ankang.schemas").joinpath("working_days.yaml").read_text("utf-8")
    years: dict[int, dict[str, Any]] = yaml.safe_load(text)["years"]
    return _Calendar(
        off=frozenset(
            day
            for year in years.values()
            for _name, first, last in year["holidays"]
            for day in _days(first, last)
        ),
        working=frozenset(day for year in years.values() for day in year.get("working", ())),
        noticed=frozenset(year for year, entry in years.items() if not entry.get("provisional")),
    )
