"""How dates, sizes and codes are written on pages."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from ckanext.ankang.catalogue.vocabularies import vocabulary

HERE = ZoneInfo("Asia/Shanghai")
UNITS = ("字节", "KB", "MB", "GB", "TB")


def today() -> date:
    """The day it is in Ankang."""
    return datetime.now(HERE).date()


def day(value: str | date | None) -> str:
    """A day or the day of a moment as 2026年11月23日; nothing for what is no date."""
    when = _read(value)
    return f"{when.year}年{when.month}月{when.day}日" if when else ""


def moment(value: str | date | None) -> str:
    """A moment as 2026年11月23日 08:05; a day without a time stays a day."""
    when = _read(value)
    return f"{day(when)} {when:%H:%M}" if isinstance(when, datetime) else day(when)


def size(value: int | str | None) -> str:
    """A number of bytes with its unit; nothing when it is not known."""
    if value in (None, ""):
        return ""
    amount, unit = float(value or 0), 0
    while amount >= 1024 and unit < len(UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return (
        f"{amount:.0f} {UNITS[unit]}"
        if amount >= 100 or not unit
        else f"{amount:.1f} {UNITS[unit]}"
    )


def number(value: int | str | None) -> str:
    """A count with thousands set apart; nothing when it is not known."""
    return f"{int(value):,}" if value not in (None, "") else ""


def is_chinese(text: str) -> bool:
    """Whether a sentence was written for our readers."""
    return re.search("[一-鿿]", text) is not None


def labels(name: str) -> dict[str, str]:
    """The labels of a vocabulary by their codes, in its order."""
    return {value.code: value.label for value in vocabulary(name).values}


def _read(value: str | date | None) -> date | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        # CKAN stores moments without a zone, and means UTC.
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(HERE)
    return value
