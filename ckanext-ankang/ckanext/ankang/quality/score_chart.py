"""Where the points of a series lie on a chart (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

WIDTH, HEIGHT = 720, 200
LEFT, RIGHT, TOP, BOTTOM = 40, 16, 12, 12
SCALE = (0, 50, 100)


@dataclass(frozen=True)
class Chart:
    """A line of scores between 0 and 100, and its grid, in the units of the drawing."""

    line: str
    dots: list[tuple[float, float]]
    grid: list[tuple[int, float]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def chart(series: Sequence[dict[str, Any]]) -> Chart:
    """Draw scores, oldest first: a day is as wide as any other, a score holds until the next."""
    days = [date.fromisoformat(row["day"]).toordinal() for row in series]
    span = max(days[-1] - days[0], 1)
    room = WIDTH - LEFT - RIGHT
    dots = [
        (round(LEFT + (day - days[0]) / span * room, 1), _height(row["points"]))
        for day, row in zip(days, series, strict=True)
    ]
    line = " ".join(f"{x},{y}" for x, y in _steps(dots))
    return Chart(line, dots, [(points, _height(points)) for points in SCALE])


def _steps(dots: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners of a line that stays level until it changes."""
    corners = [dots[0]]
    for (_, before), (x, y) in pairwise(dots):
        corners += [(x, before), (x, y)]
    return corners


def _height(points: int) -> float:
    return round(TOP + (100 - points) / 100 * (HEIGHT - TOP - BOTTOM), 1)
