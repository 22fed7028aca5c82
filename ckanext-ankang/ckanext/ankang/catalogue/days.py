"""Days of Asia/Shanghai, as the catalogue counts them (pure)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Return the day it is here."""
    return datetime.now(SHANGHAI).date()


def day_of(value: object) -> date | None:
    """Return the day of a date, a moment or its text; None where there is none to be read."""
    text = str(value or "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment.astimezone(SHANGHAI) if moment.tzinfo else moment).date()


def year_after(day: date) -> date:
    """Return the same day of the next year; 28 February after a 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
