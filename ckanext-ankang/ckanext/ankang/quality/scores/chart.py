"""Where the points of a series lie on a chart (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

WIDTH, HEIGHT = 1000, 100

Place = tuple[float, int]


@dataclass(frozen=True)
class Chart:
    """A line of scores and its end, in a drawing of WIDTH × HEIGHT that a page stretches."""

    line: str
    end: Place
    width: int = WIDTH
    height: int = HEIGHT


def chart(series: Sequence[dict[str, Any]]) -> Chart:
    """Draw scores, oldest first: a day is as wide as any other, a score holds until the next."""
    days = [date.fromisoformat(row["day"]).toordinal() for row in series]
    span = max(days[-1] - days[0], 1)
    places = [
        (round((day - days[0]) / span * WIDTH, 1), HEIGHT - row["points"])
        for day, row in zip(days, series, strict=True)
    ]
    return Chart(" ".join(f"{x},{y}" for x, y in _corners(places)), places[-1])


def _corners(places: Sequence[Place]) -> Iterator[Place]:
    """The corners of a line that stays level until it changes."""
    yield places[0]
    for (_, before), (x, y) in pairwise(places):
        yield x, before
        yield x, y
