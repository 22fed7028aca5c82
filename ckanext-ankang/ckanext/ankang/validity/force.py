"""Whether a document is in force on a day: exactly one answer for every day, from its events (pure).

The rules, in the order in which they are asked:
1. what has ended stays ended: the earliest end counts, be it an event or the last day of a period;
2. what has not begun is 尚未施行; a beginning that nobody can date is 未核实;
3. 暂停施行 until resumed;
4. 政府规章 and 行政规范性文件 are in force only on positive evidence (公布, 清理继续有效, 核实) that is
   not older than the rule file says; for higher law its own 公布 and 施行 are the evidence;
5. 部分失效 after a repeal in part; else 现行有效.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final

from . import events as kinds
from .events import Document, Event, Text, counting
from .periods import NORMATIVE, Periods, periods

NOT_YET, IN_FORCE, PARTLY, SUSPENDED = "not_yet", "in_force", "partly", "suspended"
REPEALED, LAPSED, REVOKED, UNVERIFIED = "repealed", "lapsed", "revoked", "unverified"
# What lists and figures call 现行有效, with any flag.
VALID: Final = (IN_FORCE, PARTLY)
ENDED: Final = (REPEALED, LAPSED, REVOKED)

NEEDS_CHANGE, ENDING, IN_REVIEW, NO_PERIOD = "needs_change", "ending", "under_review", "no_period"

PENDING, CURRENT, HISTORICAL = "pending", "current", "historical"

_ENDS: Final = {
    kinds.REPEALED: REPEALED,
    kinds.REPUBLISHED: REPEALED,
    kinds.REVOKED: REVOKED,
    kinds.DECLARED_LAPSED: LAPSED,
    kinds.EXPIRED: LAPSED,
}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Answer:
    """What holds on one day, why, and on whose word.

    `reason` names the sentence (validity/sentences.py), `cause` is the event that made it so,
    `evidence` the latest one that shows it still to be so; `since` the first day of this force.
    """

    day: date
    force: str
    reason: str
    cause: Event | None = None
    evidence: Event | None = None
    since: date | None = None
    last_day: date | None = None
    decree: str = ""
    coming: Event | None = None
    flags: tuple[str, ...] = ()
    version: int | None = None
    next_version: int | None = None

    @property
    def valid(self) -> bool:
        """Whether this is 现行有效 in lists and figures."""
        return self.force in VALID


@dataclass(frozen=True)
class Interval:
    """Days on which nothing changes; `until` is the first day after them, None is for ever."""

    start: date | None
    until: date | None
    answer: Answer


@dataclass(frozen=True)
class _State:
    force: str
    reason: str
    cause: Event | None = None
    evidence: Event | None = None
    coming: Event | None = None


@dataclass(frozen=True)
class _End:
    """An end of validity: the first day without it."""

    day: date
    force: str
    reason: str
    cause: Event


@dataclass(frozen=True)
class _Period:
    """The last day of a period as it stands, and what says so."""

    last_day: date | None = None
    cause: Event | None = None
    decree: str = ""
    open_ended: bool = False


@dataclass(frozen=True)
class _Past:
    """What has acted by a day; the fold over it answers for that day."""

    document: Document
    all: list[Event]
    day: date
    rules: Periods
    past: list[Event] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "past", [one for one in self.all if one.day <= self.day])

    def last(self, *wanted: str) -> Event | None:
        return next((one for one in reversed(self.past) if one.kind in wanted), None)

    def first(self, *wanted: str) -> Event | None:
        return next((one for one in self.past if one.kind in wanted), None)

    @cached_property
    def needs_evidence(self) -> bool:
        return self.document.kind in self.rules.evidence_kinds

    @cached_property
    def beginning(self) -> Event | None:
        """What says that it is in force at all: its taking force, or that somebody found it so."""
        return self.first(kinds.EFFECTIVE) or next(filter(_confirms, self.past), None)

    @cached_property
    def confirmation(self) -> Event | None:
        """The latest positive evidence."""
        found = (
            one for one in reversed(self.past) if _confirms(one) or one.kind == kinds.PUBLISHED
        )
        return next(found, None)

    @cached_property
    def period(self) -> _Period:
        """The period of validity by this day; an extension counts only before the last one ended."""
        if self.document.kind != NORMATIVE:
            return _Period()
        found = self._first_period()
        for event in self.past:
            if event.kind in (kinds.EXTENDED, kinds.AMENDED) and _says_period(event):
                in_time = found.last_day is None or event.day <= found.last_day
                found = _printed(event) if in_time else found
        return found

    def _first_period(self) -> _Period:
        begun = [one for one in self.past if one.kind in (kinds.PUBLISHED, kinds.EFFECTIVE)]
        if printed := next(filter(_says_period, reversed(begun)), None):
            return _printed(printed)
        effective = self.first(kinds.EFFECTIVE)
        rule = self.rules.rule(self.document, effective.day) if effective else None
        if effective is None or rule is None:
            return _Period()
        last_day = self.rules.last_day(effective.day, years=rule.years)
        return _Period(last_day, effective, f"{rule.decree}{rule.article}")

    @cached_property
    def deadline(self) -> Event | None:
        """The clean-up notice by which it lapses unless it is changed in time, if one says so."""
        noticed = self.last(kinds.REVIEWED)
        if noticed is None or noticed.detail.outcome != kinds.TO_CHANGE:
            return None
        last_day = noticed.detail.last_day
        changed = any(
            one.kind == kinds.AMENDED and one.order > noticed.order and one.day <= last_day
            for one in self.past
            if last_day
        )
        return noticed if last_day and not changed else None


def answer(
    document: Document,
    events: Iterable[Event],
    day: date,
    known_at: datetime | None = None,
    rules: Periods | None = None,
) -> Answer:
    """What holds on that day, as far as was known at that moment (None: now)."""
    rules = rules or periods()
    known = counting(events, known_at)
    return _answer(document, known, day, known_at, rules)


def intervals(
    document: Document,
    events: Iterable[Event],
    known_at: datetime | None = None,
    rules: Periods | None = None,
) -> list[Interval]:
    """The answers for all days, in order; the first begins with time, the last has no end."""
    rules = rules or periods()
    known = counting(events, known_at)
    turns = _turns(document, known, rules)
    days = [turns[0] - _DAY, *turns] if turns else [date.min]
    found = [_answer(document, known, day, known_at, rules) for day in days]
    kept = [found[0], *(two for one, two in pairwise(found) if not _same(one, two))]
    starts = [None, *(one.day for one in kept[1:])]
    return [
        Interval(start, until, one)
        for start, until, one in zip(starts, [*starts[1:], None], kept, strict=True)
    ]


def placed(texts: Iterable[Text], events: Iterable[Event]) -> list[Text]:
    """The texts, each from the day on which the act that made it takes force.

    Histories say when an amending decision was promulgated; an event that names that day as the one of
    its act, and another one on which it acts, is what a text dated by promulgation has to follow.
    """
    moved = {
        one.acting.day: one.day
        for one in counting(events)
        if one.kind == kinds.AMENDED and one.acting.day and not one.detail.uncertain
    }
    return [
        replace(one, day_from=moved.get(one.day_from, one.day_from)) if one.day_from else one
        for one in texts
    ]


def text_state(text: Text, found: Answer) -> str:
    """Whether a text is to come, in force or history on the day of the answer."""
    if text.day_from is not None and text.day_from > found.day:
        return PENDING
    return CURRENT if text.number == found.version and found.force not in ENDED else HISTORICAL


def _answer(
    document: Document, known: list[Event], day: date, known_at: datetime | None, rules: Periods
) -> Answer:
    past = _Past(document, known, day, rules)
    state = _on(past)
    ended = state.force in ENDED
    texts = [
        one for one in placed(document.texts, known) if known_at is None or _known(one, known_at)
    ]
    return Answer(
        day=day,
        force=state.force,
        reason=state.reason,
        cause=state.cause,
        evidence=state.evidence,
        coming=state.coming,
        since=_since(past, state.force),
        last_day=past.period.last_day,
        decree=past.period.decree,
        flags=() if ended else tuple(_flags(past)),
        version=_version(texts, day),
        next_version=_next_version(texts, day),
    )


def _on(past: _Past) -> _State:
    for rule in _RULES:
        if (state := rule(past)) is not None:
            return state
    return _State(IN_FORCE, "in_force", past.beginning, _latest(past))


def _ended(past: _Past) -> _State | None:
    ends = [_End(one.day, _ENDS[one.kind], one.kind, one) for one in past.past if one.kind in _ENDS]
    if past.period.last_day and past.period.cause:
        ends.append(_End(past.period.last_day + _DAY, LAPSED, "period", past.period.cause))
    if past.deadline and past.deadline.detail.last_day:
        ends.append(_End(past.deadline.detail.last_day + _DAY, LAPSED, "deadline", past.deadline))
    reached = [one for one in ends if one.day <= past.day]
    if not reached:
        return None
    first = min(reached, key=lambda one: one.day)  # of equals the first: an event before a period
    return _State(first.force, first.reason, first.cause, first.cause)


def _not_begun(past: _Past) -> _State | None:
    if past.beginning is not None:
        return None
    published = past.first(kinds.PUBLISHED)
    coming = next((one for one in past.all if one.kind == kinds.EFFECTIVE), None)
    if not past.all:
        return _State(UNVERIFIED, "no_events")
    if coming is None and published:
        return _State(UNVERIFIED, "no_effective_day", published)
    if coming and coming.detail.restates and published:
        return _State(UNVERIFIED, "earlier_text", published, coming=coming)
    if coming is None and not any(one.kind == kinds.PUBLISHED for one in past.all):
        return _State(UNVERIFIED, "no_beginning", past.all[0])
    return _State(NOT_YET, "not_yet", published, coming=coming)


def _held(past: _Past) -> _State | None:
    event = past.last(kinds.SUSPENDED, kinds.RESUMED)
    if event is None or event.kind == kinds.RESUMED or _is_over(event, past.day):
        return None
    return _State(SUSPENDED, "suspended", event, _latest(past))


def _unproved(past: _Past) -> _State | None:
    if not past.needs_evidence:
        found = past.confirmation or any(one.kind == kinds.PUBLISHED for one in past.all)
        return None if found else _State(UNVERIFIED, "unpublished", past.beginning, _latest(past))
    proof = past.confirmation
    if proof is None:
        return _State(UNVERIFIED, "no_evidence", past.beginning, _latest(past))
    if past.day > proof.day + timedelta(days=past.rules.evidence_days):
        return _State(UNVERIFIED, "old_evidence", proof, _latest(past))
    return None


def _in_part(past: _Past) -> _State | None:
    event = past.last(kinds.PARTLY_REPEALED)
    return _State(PARTLY, "partly", event, _latest(past)) if event else None


_RULES: Final[tuple[Callable[[_Past], _State | None], ...]] = (
    _ended,
    _not_begun,
    _held,
    _unproved,
    _in_part,
)


def _confirms(event: Event) -> bool:
    found_valid = event.kind == kinds.REVIEWED and event.detail.outcome == kinds.CONTINUES
    return event.kind == kinds.VERIFIED or found_valid


def _says_period(event: Event) -> bool:
    return bool(event.detail.last_day or event.detail.open_ended)


def _printed(event: Event) -> _Period:
    return _Period(event.detail.last_day, event, open_ended=event.detail.open_ended)


def _is_over(suspension: Event, day: date) -> bool:
    last_day = suspension.detail.last_day
    return last_day is not None and day > last_day


def _latest(past: _Past) -> Event | None:
    """What last showed the document in force: evidence, the end of a suspension, its beginning."""
    held = past.last(kinds.SUSPENDED, kinds.RESUMED)
    found = [one for one in (past.beginning, past.confirmation, held) if one]
    return max(found, key=_shows_from, default=None)


def _shows_from(event: Event) -> tuple[date, str]:
    over = event.kind == kinds.SUSPENDED and event.detail.last_day
    return (over + _DAY if over else event.day), event.id


def _flags(past: _Past) -> Iterator[str]:
    reviewed = past.last(kinds.REVIEWED)
    if reviewed and reviewed.detail.outcome == kinds.TO_CHANGE:
        amended = past.last(kinds.AMENDED)
        if amended is None or amended.order < reviewed.order:
            yield NEEDS_CHANGE
    ends = [past.period.last_day, past.deadline.detail.last_day if past.deadline else None]
    if any(day and day - past.day <= timedelta(days=past.rules.ending_days) for day in ends):
        yield ENDING
    if reviewed and reviewed.detail.outcome == kinds.UNDER_REVIEW:
        yield IN_REVIEW
    unlimited = past.period.last_day is None and not past.period.open_ended
    if past.document.kind == NORMATIVE and past.beginning and unlimited:
        yield NO_PERIOD


def _known(text: Text, known_at: datetime) -> bool:
    return text.known is None or text.known <= known_at


def _version(texts: list[Text], day: date) -> int | None:
    begun = [one for one in texts if (one.day_from or date.min) <= day]
    latest = max(begun, key=lambda one: (one.day_from or date.min, one.number), default=None)
    return latest.number if latest else None


def _next_version(texts: list[Text], day: date) -> int | None:
    coming = [(one.day_from, one.number) for one in texts if one.day_from and one.day_from > day]
    return min(coming)[1] if coming else None


def _turns(document: Document, known: list[Event], rules: Periods) -> list[date]:
    """The days on which an answer can become another one."""
    days = {one.day for one in known}
    days |= {one.day_from for one in document.texts if one.day_from}
    last_days = {one.detail.last_day for one in known if one.detail.last_day}
    for event in known:
        if event.kind == kinds.PUBLISHED or _confirms(event):
            days.add(event.day + timedelta(days=rules.evidence_days + 1))
        if event.kind == kinds.EFFECTIVE and (rule := rules.rule(document, event.day)):
            last_days.add(rules.last_day(event.day, years=rule.years))
    for last_day in last_days:
        days |= {last_day + _DAY, last_day - timedelta(days=rules.ending_days)}
    return sorted(days)


def _since(past: _Past, force: str) -> date | None:
    """The first day from which this force held without a break."""
    since: date | None = None
    for day in reversed(_turns(past.document, past.all, past.rules)):
        if day <= past.day:
            if _on(_Past(past.document, past.all, day, past.rules)).force != force:
                return since
            since = day
    before = since - _DAY if since else past.day
    same = _on(_Past(past.document, past.all, before, past.rules)).force == force
    return None if same else since


def _same(one: Answer, two: Answer) -> bool:
    return all(
        getattr(one, name) == getattr(two, name)
        for name in (
            "force",
            "reason",
            "cause",
            "evidence",
            "coming",
            "flags",
            "version",
            "next_version",
            "last_day",
        )
    )
