"""Whether a dataset is updated as promised: its rhythm, the day of its data, the calendar (pure).

The one meaning of «按时» for the badge, the reminders and the quality score. What nobody stated is
unknown, never on time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from .calendar import add_working_days, is_working_day, working_days_between

ON_TIME: Final = "on_time"
DUE_SOON: Final = "due_soon"
LATE: Final = "late"
UNPROMISED: Final = "unpromised"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True)
class Freshness:
    """How a dataset stands on a day.

    `due` is the last day on which the next update is in time, `late` how many days that is past,
    `why` a code of `unknown` in the rule file.
    """

    state: str
    due: date | None = None
    late: int = 0
    why: str = ""


@cache
def rules() -> dict[str, Any]:
    """The rules, from schemas/freshness.yaml."""
    text = files("ckanext.ankang.schemas").joinpath("freshness.yaml").read_text("utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def freshness(frequency: str, updated: str, today: date) -> Freshness:
    """Judge what a dataset says of itself: a code of the rhythm, and a day as ISO 8601."""
    if frequency in rules()["unpromised"]:
        return Freshness(UNPROMISED)
    if not frequency:
        return Freshness(UNKNOWN, why="no_frequency")
    if frequency not in rules()["periods"]:
        return Freshness(UNKNOWN, why="unknown_frequency")
    if (day := day_of(updated)) is None:
        return Freshness(UNKNOWN, why="undated")
    if day > today:
        return Freshness(UNKNOWN, why="future")
    due = due_day(frequency, day)
    if today > due:
        return Freshness(LATE, due, (today - due).days)
    soon = rules()["soon"].get(frequency, 0)
    near = soon and working_days_between(today, due) <= soon
    return Freshness(DUE_SOON if near else ON_TIME, due)


def of_package(package: Mapping[str, Any], today: date) -> Freshness:
    """Judge a package dict, as `package_show` and the hits of a search have it."""
    frequency, updated = package.get("update_frequency"), package.get("data_updated")
    return freshness(str(frequency or ""), str(updated or ""), today)


def due_day(frequency: str, updated: date) -> date:
    """The last day of the promise; where nobody works on it, the next working day."""
    last: date = updated + timedelta(days=rules()["periods"][frequency])
    return last if is_working_day(last) else add_working_days(last, 1)


def day_of(text: str) -> date | None:
    """The day at the beginning of a text; None where there is none."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def labels() -> dict[str, str]:
    """What the states are called."""
    return {one["code"]: one["label"] for one in rules()["states"]}
