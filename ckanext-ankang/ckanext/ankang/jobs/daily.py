"""Work that is done once a day: each run plans the next, in the transaction that takes it up.

A job that waits for its hour while the machine is off is done once when a worker is back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import ckan.plugins as p

from . import queue
from .interfaces import IJobs

HERE = ZoneInfo("Asia/Shanghai")


def hours() -> dict[str, int]:
    """Every kind of job that the enabled plugins want done daily, with its hour."""
    return {
        kind: hour
        for plugin in p.PluginImplementations(IJobs)
        for kind, hour in plugin.get_daily_jobs().items()
    }


def plan_missing(now: datetime) -> None:
    """Plan what waits nowhere, in the caller's transaction; what is past its hour today is due now."""
    for kind, hour in hours().items():
        _plan(kind, max(at(now, hour) - now, timedelta()))


def plan_next(kind: str, now: datetime) -> None:
    """Plan the next run of a job that was just taken up, if it is one of those done daily."""
    if kind in (known := hours()):
        _plan(kind, next_time(now, known[kind]) - now)


def at(now: datetime, hour: int) -> datetime:
    """That hour of today in Asia/Shanghai."""
    return now.astimezone(HERE).replace(hour=hour, minute=0, second=0, microsecond=0)


def next_time(now: datetime, hour: int) -> datetime:
    """When the hour strikes next, later than now."""
    today = at(now, hour)
    return today if today > now else today + timedelta(days=1)


def _plan(kind: str, wait: timedelta) -> None:
    # One that waits already stands for this one.
    queue.enqueue(kind, {}, key=f"daily {kind}", delay=wait.total_seconds())
