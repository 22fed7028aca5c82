"""The states of a case and what leads from one to the next (pure).

The state is never typed: it is what the dated events of a case, in their order, lead to.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Final

OPENED: Final = "opened"
WAITING: Final = "waiting"
HELD: Final = "held"
APPROVED: Final = "approved"
PUBLISHED: Final = "published"
REJECTED: Final = "rejected"
WITHDRAWN: Final = "withdrawn"

STATES: Final = (OPENED, WAITING, HELD, APPROVED, PUBLISHED, REJECTED, WITHDRAWN)
ENDS: Final = frozenset({PUBLISHED, REJECTED, WITHDRAWN})

TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    (OPENED, "submit"): WAITING,
    (OPENED, "hold"): HELD,
    (OPENED, "approve"): APPROVED,
    (WAITING, "approve"): APPROVED,
    (WAITING, "reject"): REJECTED,
    (WAITING, "hold"): HELD,
    (WAITING, "withdraw"): WITHDRAWN,
    # What was held is never approved as it is: corrected, it is checked in a case of its own.
    (HELD, "reject"): REJECTED,
    (HELD, "withdraw"): WITHDRAWN,
    (APPROVED, "publish"): PUBLISHED,
    (APPROVED, "hold"): HELD,
    (APPROVED, "withdraw"): WITHDRAWN,
}
EVENTS: Final = tuple(sorted({event for _, event in TRANSITIONS}))


class ImpossibleStep(ValueError):
    """An event that cannot happen in this state."""

    template = "案卷目前的状态是“{state}”，不能执行“{event}”。请刷新页面查看最新状态。"

    def __init__(self, state: str, event: str) -> None:
        super().__init__(self.template.format(state=state, event=event))
        self.state = state
        self.event = event


def after(state: str, event: str) -> str:
    """The state that `event` leads to; raises `ImpossibleStep`."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise ImpossibleStep(state, event) from None


def state_of(events: Iterable[str]) -> str:
    """The state of a case with these events, oldest first."""
    return reduce(after, events, OPENED)
