"""What is mailed to a person now: at once, in the daily digest, or not yet (pure).

Nothing here remembers anything. The answer follows from the notices not mailed yet, from when the
day's mails went out, and from the clock; so a worker that comes late, or twice, does the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")

Mode = Literal["immediate", "digest", "off"]


@dataclass(frozen=True)
class Waiting:
    """A notice that was not mailed and not read in the portal yet."""

    id: str
    immediate: bool
    created: datetime


@dataclass(frozen=True)
class Rules:
    """When digests go out, and how many mails a person gets at most on one day at once."""

    digest_hour: int
    mails_per_day: int


@dataclass(frozen=True)
class Letter:
    """One mail: the notices in it, oldest first."""

    digest: bool
    ids: tuple[str, ...]


def letter(
    waiting: Iterable[Waiting],
    mode: Mode,
    since: datetime | None,
    mailed: Sequence[datetime],
    now: datetime,
    rules: Rules,
) -> Letter | None:
    """The mail that is due to a person now; None if none is.

    `since` is when the person chose the mode: what is older was answered by the old one. `mailed`
    holds the moments of the last mails. What the cap holds back goes into the next digest, which
    takes along everything that waits: a burst becomes one mail, never many.
    """
    if mode == "off":
        return None
    old_enough = (one for one in waiting if since is None or one.created >= since)
    found = sorted(old_enough, key=lambda one: (one.created, one.id))
    struck = last_strike(now, rules.digest_hour)
    if any(one.created <= struck for one in found):
        return Letter(True, tuple(one.id for one in found))
    at_once = [one.id for one in found if one.immediate]
    today = sum(_day(moment) == _day(now) for moment in mailed)
    if mode != "immediate" or not at_once or today >= rules.mails_per_day:
        return None
    return Letter(False, tuple(at_once))


def last_strike(now: datetime, hour: int) -> datetime:
    """When the hour of the digest struck last, in Asia/Shanghai."""
    today = now.astimezone(HERE).replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def _day(moment: datetime) -> tuple[int, int]:
    local = moment.astimezone(HERE)
    return local.year, local.timetuple().tm_yday
