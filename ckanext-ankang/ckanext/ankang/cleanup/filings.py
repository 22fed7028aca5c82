"""Which documents were filed with the organ above, and which still have to be (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .holdings import VALID, Held


@dataclass(frozen=True)
class Filing:
    """A document with the day by which it had to be filed; a day that nobody told us is none."""

    document: Held
    due: date | None

    @property
    def filed(self) -> bool:
        return bool(self.document.filed)

    def late(self, day: date) -> bool:
        """Whether it was to be filed before this day and says nowhere that it was."""
        return not self.filed and self.due is not None and self.due < day


@dataclass(frozen=True)
class Share:
    """What of it is one region's."""

    region: str
    filed: int
    waiting: int
    late: int


def filings(documents: Iterable[Held], days: Mapping[str, int]) -> list[Filing]:
    """What is in force, what waits first: so many days after publication it has to be filed."""
    found = [
        Filing(one, one.published and one.published + timedelta(days[one.kind]))
        for one in documents
        if one.state in VALID and one.kind in days
    ]
    return sorted(found, key=lambda one: (one.filed, one.due or date.max, one.document.id))


def by_region(found: Iterable[Filing], region: Callable[[str], str], day: date) -> list[Share]:
    """The same rolled up by the region of the issuing organ."""
    own: dict[str, list[Filing]] = {}
    for one in found:
        own.setdefault(region(one.document.issuer), []).append(one)
    return [
        Share(
            name,
            filed=sum(one.filed for one in held),
            waiting=sum(not one.filed for one in held),
            late=sum(one.late(day) for one in held),
        )
        for name, held in sorted(own.items())
    ]
