"""When a link is looked at again, and when it is called dead (pure).

The longer nothing changes, the rarer the look; what changes is looked at soon again (issue 5: 12 h, 1, 7 and
30 days; the same rule as data.gouv.fr's hydra). One failure is no death: servers are mended over night.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Outcome = Literal["alive", "broken", "unclear"]
State = Literal["new", "alive", "failing", "dead", "unclear"]

INTERVALS = (timedelta(hours=12), timedelta(days=1), timedelta(days=7), timedelta(days=30))
FATAL = 2


@dataclass(frozen=True)
class Standing:
    """What is known of a link: the last outcome, for how many looks it has been so, failures in a row."""

    outcome: Outcome | None = None
    same: int = 0
    failures: int = 0

    @property
    def state(self) -> State:
        """What this amounts to; a link that was dead stays so until somebody answers."""
        if self.failures >= FATAL:
            return "dead"
        if self.outcome is None:
            return "new"
        return "failing" if self.outcome == "broken" else self.outcome

    @property
    def interval(self) -> timedelta:
        """How long until the next look."""
        return INTERVALS[min(max(self.same, 1), len(INTERVALS)) - 1]

    def after(self, outcome: Outcome) -> Standing:
        """What is known after one more look; one that found out nothing leaves the failures as they are."""
        same = self.same + 1 if outcome == self.outcome else 1
        failures = {"alive": 0, "broken": self.failures + 1, "unclear": self.failures}[outcome]
        return Standing(outcome, same, failures)


def due(standing: Standing, now: datetime) -> datetime:
    """When to look again after a look at this moment."""
    return now + standing.interval
