"""A year's 清单 of what is to be opened, held against the catalogue (pure)."""

from collections.abc import Collection
from datetime import date

OPENED, WAITING, OVERDUE = "opened", "waiting", "overdue"
LABELS = {OPENED: "已开放", WAITING: "未到期", OVERDUE: "逾期"}


def last_day(month: date) -> date:
    """Return the last day of the month that begins on `month`."""
    following = month.replace(day=28).toordinal() + 4
    return date.fromordinal(following - date.fromordinal(following).day)


def state(title: str, month: date, published: Collection[str], today: date) -> str:
    """Return how a line of the plan stands; `published` are the keys of what its department has."""
    if title in published:
        return OPENED
    return WAITING if today <= last_day(month) else OVERDUE
