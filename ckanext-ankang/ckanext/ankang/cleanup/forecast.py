"""What ends soon, and what its department owes for it (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .holdings import LAPSED, STANDING, Held

NO_PERIOD = "no_period"


@dataclass(frozen=True)
class Ending:
    """A document whose last day comes; `window` is the narrowest that holds it."""

    document: Held
    last_day: date
    days_left: int
    window: int

    @property
    def lapses(self) -> bool:
        """Whether it ends by its own period: only then its department has to decide what follows."""
        return self.document.ends_as == LAPSED


@dataclass(frozen=True)
class Share:
    """What of it is one department's; `counts` is how many end within each window."""

    department: str
    counts: dict[int, int]
    endings: tuple[Ending, ...]


def endings(documents: Iterable[Held], today: date, windows: Iterable[int]) -> list[Ending]:
    """The documents that end within the widest window, the most urgent first.

    The last day is itself a day of validity: a document that ends today has 0 days left.
    """
    known = sorted(windows)
    found = [
        Ending(one, one.last_day, days, next(window for window in known if days <= window))
        for one in documents
        if one.state in STANDING
        and one.last_day is not None
        and 0 <= (days := (one.last_day - today).days) <= known[-1]
    ]
    return sorted(found, key=lambda one: (one.last_day, one.document.title, one.document.id))


def by_department(found: Iterable[Ending], windows: Iterable[int]) -> list[Share]:
    """The same by department, the one with most to do first."""
    own: dict[str, list[Ending]] = {}
    for one in found:
        own.setdefault(one.document.department, []).append(one)
    shares = [
        Share(
            department,
            {window: sum(one.days_left <= window for one in ends) for window in sorted(windows)},
            tuple(ends),
        )
        for department, ends in own.items()
    ]
    return sorted(shares, key=lambda one: (-len(one.endings), one.department))


def without_period(documents: Iterable[Held]) -> list[Held]:
    """What is in force and says nowhere until when: it never lapses by silence, somebody has to say."""
    return [one for one in documents if one.state in STANDING and NO_PERIOD in one.flags]
