"""Periods of validity, by the rules of schemas/validity_periods.yaml (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from ckanext.ankang.catalogue.vocabularies import read

from .events import Document
from .organs import prefix

NORMATIVE = "normative"
DAY_BEFORE, SAME_DAY = "day_before", "same_day"


@dataclass(frozen=True)
class PeriodRule:
    """A decree that gives a period to documents which print none."""

    region: str
    start: date
    until: date | None
    name: str
    years: int
    decree: str
    article: str

    def covers(self, document: Document, effective: date) -> bool:
        """Whether the decree bound that issuer on that day, for a title like this."""
        bound = self.start <= effective and (self.until is None or effective <= self.until)
        return (
            bound
            and document.region.startswith(prefix(self.region))
            and bool(re.search(self.name, document.title))
        )


@dataclass(frozen=True)
class Periods:
    """Everything the rule file says."""

    counting: str
    ending_days: int
    evidence_kinds: frozenset[str]
    evidence_days: int
    rules: tuple[PeriodRule, ...]

    def rule(self, document: Document, effective: date) -> PeriodRule | None:
        """The rule that gives this document a period, if one does."""
        if document.kind != NORMATIVE:
            return None
        return next((one for one in self.rules if one.covers(document, effective)), None)

    def last_day(self, effective: date, *, years: int = 0, months: int = 0) -> date:
        """The last day of a period that begins with the day of taking force, itself included."""
        end = _later(effective, 12 * years + months)
        return end if self.counting == SAME_DAY else end - timedelta(days=1)


@cache
def periods() -> Periods:
    """The rules as they stand in schemas/validity_periods.yaml."""
    return parse(read("validity_periods.yaml"))


def parse(content: dict[str, Any]) -> Periods:
    """The rules of a file; an unknown way of counting is an error with its name."""
    if content["counting"] not in (DAY_BEFORE, SAME_DAY):
        raise ValueError(f"计算方法“{content['counting']}”不明，可用：{DAY_BEFORE}、{SAME_DAY}。")
    return Periods(
        content["counting"],
        content["ending_days"],
        frozenset(content["evidence"]["kinds"]),
        content["evidence"]["days"],
        tuple(_rule(entry) for entry in content["rules"]),
    )


def _rule(entry: dict[str, Any]) -> PeriodRule:
    rest = {name: value for name, value in entry.items() if name != "from"}
    return PeriodRule(start=entry["from"], **{"until": None, **rest})


def _later(day: date, months: int) -> date:
    """The same date so many months later; the 1st of the next month where it has no such date."""
    year, month = divmod(day.month - 1 + months, 12)
    try:
        return date(day.year + year, month + 1, day.day)
    except ValueError:
        year, month = divmod(day.month + months, 12)
        return date(day.year + year, month + 1, 1)
