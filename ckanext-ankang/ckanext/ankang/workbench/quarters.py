"""Quarters of a year as an address and a chooser name them (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

# So far back the chooser reaches: three years.
OFFERED = 12
CODE = re.compile(r"(20\d\d)-([1-4])", re.ASCII)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year; later ones are greater."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """As an address has it: 2026-4."""
        return f"{self.year}-{self.number}"

    @property
    def before(self) -> Quarter:
        """The one before it."""
        return (
            Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)
        )


def of_day(day: date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def read(code: str) -> Quarter | None:
    """The quarter that an address names; None for what names none."""
    found = CODE.fullmatch(code)
    return Quarter(int(found[1]), int(found[2])) if found else None


def offered(day: date) -> list[Quarter]:
    """The quarter of a day and those before it, newest first."""
    found = [of_day(day)]
    while len(found) < OFFERED:
        found.append(found[-1].before)
    return found
