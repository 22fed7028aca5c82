"""Whose turn a case is, who may not sign, and by when: from its profile and its events (pure)."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from . import states
from .profiles import AUTHOR, Profile, Step

# 《政府信息公开条例》第二十六条: from the day it was made or changed.
STATUTORY_DAYS: Final = 20
BEGINNINGS: Final = ("submit", "resubmit")


class Refused(ValueError):
    """An event that the rules do not allow, as a Chinese sentence."""

    def __init__(self, template: str, **fields: Any) -> None:
        super().__init__(template.format(**fields))
        self.template = template
        self.fields = fields


class NotAllowed(Refused):
    """A decision that this person may not make, whatever he says with it."""


@dataclass(frozen=True)
class Event:
    """What happened, by whom, and for which department a signature counts."""

    event: str
    person: str = ""
    step: str | None = None
    department: str | None = None
    authors: frozenset[str] = frozenset()
    departments: tuple[str, ...] = ()
    standing: bool = False


@dataclass(frozen=True)
class Held:
    """A post that a person holds today, or stands in for."""

    post: str
    department: str
    deputy_for: str | None = None


@dataclass(frozen=True)
class Turn:
    """Who comes next: a step, and the departments whose signature it still lacks."""

    step: Step
    departments: tuple[str, ...]

    def post_of(self, holdings: Iterable[Held]) -> Held | None:
        """The post by which somebody with these may act now; his own before a deputy's."""
        found = [held for held in holdings if self._fits(held)]
        return min(found, key=lambda held: held.deputy_for is not None, default=None)

    def _fits(self, held: Held) -> bool:
        at_place = self.step.platform or held.department in self.departments
        return at_place and held.post in self.step.all_posts


@dataclass(frozen=True)
class History:
    """A case as its events tell it."""

    profile: Profile
    events: tuple[Event, ...] = field(default=())

    @cached_property
    def state(self) -> str:
        """What the events lead to."""
        return states.state_of(event.event for event in self.events)

    @cached_property
    def round(self) -> int:
        """How often it was handed in."""
        return max(1, sum(event.event in BEGINNINGS for event in self.events))

    @cached_property
    def authors(self) -> frozenset[str]:
        """Everybody who had a hand in it, in any round."""
        return frozenset().union(*(event.authors for event in self.events))

    @cached_property
    def this_round(self) -> tuple[Event, ...]:
        """From the last handing-in on."""
        starts = [n for n, event in enumerate(self.events) if event.event in BEGINNINGS]
        return self.events[starts[-1] :] if starts else ()

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """The department that publishes, then those whose data it is too."""
        return self.this_round[0].departments if self.this_round else ()

    @cached_property
    def turn(self) -> Turn | None:
        """The first step that lacks a signature in this round; None when nobody's turn it is."""
        if self.state != states.WAITING:
            return None
        for step in self.profile.steps:
            if missing := self._missing(step):
                return Turn(step, missing)
        return None

    @cached_property
    def complete(self) -> bool:
        """Whether every step is signed in this round."""
        return self.state == states.WAITING and self.turn is None

    def signers(self, step: str) -> frozenset[str]:
        """Who signed that step in this round."""
        return frozenset(event.person for event in self._signatures(step))

    def refusal(self, person: str) -> NotAllowed | None:
        """Why this person may not sign now whatever his posts are; None if he may."""
        if (turn := self.turn) is None:
            return NotAllowed("案卷目前不在任何审核环节。")
        if AUTHOR in turn.step.apart and person in self.authors:
            return NotAllowed("您是本案卷的起草人，不能办理“{step}”。", step=turn.step.label)
        for code in turn.step.apart - {AUTHOR}:
            earlier = self.profile.step(code)
            if earlier and person in self.signers(code):
                return NotAllowed(
                    "您已经办理过“{earlier}”，不能再办理“{step}”。",
                    earlier=earlier.label,
                    step=turn.step.label,
                )
        return None

    def then(self, event: Event) -> History:
        """The case after one more event; raises `Refused` or `states.ImpossibleStep`."""
        states.after(self.state, event.event)
        if event.event == "approve":
            self._check_approval(event)
        if event.event == "sign":
            self._check_signature(event)
        if event.event == "stop" and not self._may_stop():
            raise Refused("只有保密审查可以作出“不公开”的结论。")
        if event.event == "hide" and not self.profile.afterwards:
            raise Refused("只有发布以后的审查可以隐藏已经公开的内容。")
        if event.event in BEGINNINGS and not (event.authors and event.departments):
            raise Refused("提交时须写明起草人和部门。")
        return replace(self, events=(*self.events, event))

    def _may_stop(self) -> bool:
        """In the secrecy review; or cut out of it, as a case that begins with its end."""
        at_review = self.turn is not None and "secrecy" in self.turn.step.acts
        return at_review or self.state == states.OPENED

    def _check_approval(self, event: Event) -> None:
        by_standing = event.standing and self.profile.standing and self.state == states.OPENED
        if not (by_standing or self.complete):
            raise Refused("还有环节没有签字，不能批准。")

    def _check_signature(self, event: Event) -> None:
        turn = self.turn
        if turn is None or turn.step.code != event.step or event.department not in turn.departments:
            raise Refused("现在不是这个环节。请刷新页面查看最新状态。")
        if refusal := self.refusal(event.person):
            raise refusal

    def _signatures(self, step: str) -> list[Event]:
        return [one for one in self.this_round if one.event == "sign" and one.step == step]

    def _missing(self, step: Step) -> tuple[str, ...]:
        signed = {event.department for event in self._signatures(step.code)}
        wanted = self.departments if step.joint else self.departments[:1]
        return tuple(one for one in wanted if one not in signed)


def due(step: Step, since: date, add_working_days: Callable[[date, int], date]) -> date:
    """The last day on which the step is in time."""
    return add_working_days(since, step.days)


def statutory(formed_on: date, add_working_days: Callable[[date, int], date]) -> date:
    """The last day on which something made or changed on that day must be public."""
    return add_working_days(formed_on, STATUTORY_DAYS)


def sample(seed: str, items: Sequence[str], size: int) -> list[str]:
    """The items to open before a large case is signed, the same for the same seed."""
    if len(items) <= size:
        return []
    return random.Random(seed).sample(list(items), size)


def spot_checked(item: str, percent: int) -> bool:
    """Whether an item falls into the share that is looked at afterwards."""
    return int(hashlib.sha256(item.encode()).hexdigest(), 16) % 100 < percent
