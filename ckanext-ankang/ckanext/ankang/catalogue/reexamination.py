"""不予开放 is looked at again every year (公开条例 art. 18; pure)."""

from datetime import date
from typing import Any

from ckanext.ankang.catalogue.days import day_of, year_after


def due(package: dict[str, Any]) -> date | None:
    """Return the day by which a closed entry must be looked at again; None for what is not closed.

    Counted from the last time, or from its first publication in the catalogue.
    """
    if package.get("openness") != "closed":
        return None
    last = day_of(package.get("reexamined_on")) or day_of(package.get("first_published"))
    return year_after(last) if last else None


def is_overdue(package: dict[str, Any], today: date) -> bool:
    """Whether that day has passed."""
    day = due(package)
    return day is not None and day < today
