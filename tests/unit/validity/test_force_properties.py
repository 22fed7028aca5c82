"""What holds of every life of a document, however odd its events are."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.ankang.validity import force
from ckanext.ankang.validity.checks import problems
from ckanext.ankang.validity.events import (
    ACCEPTED,
    KINDS,
    OUTCOMES,
    PROPOSED,
    REJECTED,
    Acting,
    Detail,
    Document,
    Event,
    Text,
    counting,
)
from ckanext.ankang.validity.force import answer, intervals
from ckanext.ankang.validity.periods import periods

FORCES = {
    "not_yet",
    "in_force",
    "partly",
    "suspended",
    "repealed",
    "lapsed",
    "revoked",
    "unverified",
}
DAY = timedelta(days=1)
FIRST, LAST = date(2015, 1, 1), date(2024, 12, 31)
days = st.dates(FIRST, LAST)
moments = st.datetimes(datetime(2015, 1, 1), datetime(2024, 12, 31), timezones=st.just(UTC))
details = st.builds(
    Detail,
    last_day=st.none() | st.dates(FIRST, LAST + timedelta(days=900)),
    open_ended=st.booleans(),
    outcome=st.sampled_from(("", *OUTCOMES)),
    restates=st.booleans(),
    successor=st.none() | st.sampled_from("BC"),
)


@st.composite
def lives(draw: st.DrawFn, most: int = 8) -> list[Event]:
    """Events of one document A, in any order, some proposed, rejected or retracted."""
    return [
        Event(
            id=f"e{number}",
            document="A",
            kind=draw(st.sampled_from(sorted(KINDS))),
            day=draw(days),
            known=draw(moments),
            acting=Acting(document_id=draw(st.none() | st.sampled_from("ABC"))),
            detail=draw(details),
            state=draw(st.sampled_from((ACCEPTED, ACCEPTED, ACCEPTED, PROPOSED, REJECTED))),
            retracted=draw(st.none() | moments),
        )
        for number in range(draw(st.integers(0, most)))
    ]


documents = st.builds(
    Document,
    id=st.just("A"),
    kind=st.sampled_from(("normative", "government-rule", "administrative-regulation", "other")),
    title=st.sampled_from(("测试办法", "测试暂行办法", "测试通告")),
    region=st.sampled_from(("610900", "310000", "000000")),
    texts=st.lists(days, max_size=3).map(
        lambda found: tuple(Text(number, day) for number, day in enumerate(found, start=1))
    ),
)


def every_day(step: int = 1) -> list[date]:
    """The days from before the first event to after the last period."""
    count = (LAST - FIRST).days + 1500
    return [FIRST - timedelta(days=3) + timedelta(days=n) for n in range(0, count, step)]


@settings(max_examples=60, deadline=None)
@given(documents, lives())
def test_on_every_day_there_is_exactly_one_force(document: Document, life: list[Event]) -> None:
    spans = intervals(document, life)
    assert spans[0].start is None
    assert spans[-1].until is None
    assert all(one.until == two.start for one, two in pairwise(spans))
    assert {one.answer.force for one in spans} <= FORCES


@settings(max_examples=25, deadline=None)
@given(documents, lives())
def test_intervals_agree_with_the_answer_of_every_day(
    document: Document, life: list[Event]
) -> None:
    spans = intervals(document, life)
    for day in every_day(step=13) + [
        d for one in spans if one.start for d in (one.start, one.start - DAY)
    ]:
        span = next(one for one in spans if (one.until or date.max) > day)
        told = answer(document, life, day)
        assert replace(told, day=day) == replace(span.answer, day=day)


@settings(max_examples=60, deadline=None)
@given(documents, lives(), days, st.randoms(use_true_random=False))
def test_the_order_of_entry_plays_no_part(
    document: Document, life: list[Event], day: date, chance: random.Random
) -> None:
    shuffled = chance.sample(life, len(life))
    assert answer(document, life, day) == answer(document, shuffled, day)
    assert intervals(document, life) == intervals(document, shuffled)


@settings(max_examples=100, deadline=None)
@given(documents, lives())
def test_every_change_of_force_has_a_cause(document: Document, life: list[Event]) -> None:
    rules = periods()
    for one, two in pairwise(intervals(document, life)):
        if one.answer.force == two.answer.force:
            continue
        assert two.start is not None
        explained: set[date] = set()
        for event in (two.answer.cause, two.answer.evidence):
            if event:
                explained |= {event.day, event.day + timedelta(days=rules.evidence_days + 1)}
                if event.detail.last_day:
                    explained.add(event.detail.last_day + DAY)
        if two.answer.decree and two.answer.last_day:
            explained.add(two.answer.last_day + DAY)
        assert two.start in explained


@settings(max_examples=60, deadline=None)
@given(documents, lives(), days, moments)
def test_an_answer_of_a_moment_never_uses_what_was_known_later(
    document: Document, life: list[Event], day: date, moment: datetime
) -> None:
    then = [
        replace(one, retracted=None if one.retracted and one.retracted > moment else one.retracted)
        for one in life
        if one.known <= moment
    ]
    assert _words(answer(document, life, day, moment)) == _words(answer(document, then, day))


def _words(told: force.Answer) -> tuple[object, ...]:
    """An answer without the events' own record of their retraction."""
    events = (told.cause, told.evidence, told.coming)
    return (told.force, told.reason, told.since, told.flags, [one and one.id for one in events])


@settings(max_examples=60, deadline=None)
@given(documents, lives(), days)
def test_what_is_proposed_rejected_or_retracted_changes_nothing(
    document: Document, life: list[Event], day: date
) -> None:
    assert answer(document, life, day) == answer(document, counting(life), day)


@settings(max_examples=60, deadline=None)
@given(documents, lives(), days, days)
def test_what_has_ended_stays_ended(
    document: Document, life: list[Event], one: date, two: date
) -> None:
    before, after = answer(document, life, min(one, two)), answer(document, life, max(one, two))
    if before.force in force.ENDED:
        assert (after.force, after.cause) == (before.force, before.cause)


@settings(max_examples=60, deadline=None)
@given(documents, lives(), days)
def test_the_first_day_of_a_force_is_its_first(
    document: Document, life: list[Event], day: date
) -> None:
    told = answer(document, life, day)
    if told.since is not None:
        assert answer(document, life, told.since).force == told.force
        assert answer(document, life, told.since - DAY).force != told.force


@settings(max_examples=60, deadline=None)
@given(documents, lives())
def test_problems_can_be_named_for_every_life_and_in_any_order(
    document: Document, life: list[Event]
) -> None:
    assert problems(document, life) == problems(document, list(reversed(life)))
