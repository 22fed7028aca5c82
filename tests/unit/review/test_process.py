"""Whatever happens in whatever order: what is published was signed by all, each a person who may."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.catalogue.calendar import add_working_days
from ckanext.ankang.review import process, states
from ckanext.ankang.review.process import Event, Held, History, NotAllowed, Refused
from ckanext.ankang.review.profiles import profiles

PEOPLE = ("author", "editor", "a", "b", "c", "d", "e")
AUTHORS = frozenset({"author", "editor"})
DEPARTMENTS = ("minzheng", "weijian")
NOISE = ("look", "refer", "escalate")
STEPS = sorted({step.code for profile in profiles().values() for step in profile.steps})

PROFILES = st.sampled_from(sorted(profiles())).map(profiles().__getitem__)
ANY_EVENT = st.builds(
    Event,
    event=st.sampled_from(states.EVENTS),
    person=st.sampled_from(PEOPLE),
    step=st.sampled_from([*STEPS, None]),
    department=st.sampled_from([*DEPARTMENTS, None]),
    authors=st.just(AUTHORS),
    departments=st.sampled_from([DEPARTMENTS[:1], DEPARTMENTS]),
    standing=st.booleans(),
)


@st.composite
def histories(draw):
    """Events as they come: half of them what the case waits for, else it would never end."""
    history = History(draw(PROFILES))
    for _ in range(draw(st.integers(0, 25))):
        event = draw(st.one_of(ANY_EVENT, expected(history)))
        try:
            history = history.then(event)
        except (Refused, states.ImpossibleStep):
            continue
    return history


def expected(history):
    """What may well come next: a signature by anybody, or the approval, or the publication."""
    turn = history.turn
    names = {"opened": "submit", "returned": "resubmit", "approved": "publish"}
    name = names.get(history.state) or ("sign" if turn else "approve")
    return st.builds(
        Event,
        event=st.just(name),
        person=st.sampled_from(PEOPLE),
        step=st.just(turn.step.code if turn else None),
        department=st.just(turn.departments[0] if turn else None),
        authors=st.just(AUTHORS),
        departments=st.just(DEPARTMENTS),
    )


@given(histories())
def test_nothing_is_published_without_every_step_signed_in_its_last_round(history):
    if history.state != states.PUBLISHED:
        return
    approved = next(event for event in history.events[::-1] if event.event == "approve")
    if approved.standing and history.profile.standing:
        return
    for step in history.profile.steps:
        signed = {
            event.department
            for event in history.this_round
            if (event.event, event.step) == ("sign", step.code)
        }
        assert signed >= set(history.departments if step.joint else history.departments[:1])


@given(histories())
def test_nobody_signs_what_he_must_be_apart_from(history):
    for place, event in enumerate(history.events):
        if event.event != "sign":
            continue
        before = replace(history, events=history.events[:place])
        step = history.profile.step(event.step)
        assert event.person not in AUTHORS
        for code in step.apart - {"author"}:
            assert event.person not in before.signers(code)


@given(histories(), st.sampled_from(NOISE))
def test_what_only_tells_or_looks_moves_nothing(history, noise):
    noisy = History(history.profile)
    for event in history.events:
        noisy = noisy.then(event)
        if noisy.state == states.WAITING:
            noisy = noisy.then(Event(noise, "a"))
    assert (noisy.state, noisy.turn, noisy.round) == (history.state, history.turn, history.round)


@given(histories())
def test_a_new_round_begins_with_the_first_step(history):
    if history.state == states.WAITING and history.this_round[-1].event == "resubmit":
        assert history.turn.step == history.profile.steps[0]


@given(histories())
def test_state_and_turn_follow_from_the_events_alone(history):
    again = History(history.profile, history.events)
    assert (again.state, again.turn, again.round) == (history.state, history.turn, history.round)


@pytest.fixture
def submitted():
    event = Event("submit", "author", authors=AUTHORS, departments=DEPARTMENTS)
    return History(profiles()["standard"]).then(event)


def sign(history, person, department="minzheng"):
    return history.then(Event("sign", person, history.turn.step.code, department))


def test_the_standard_profile_needs_five_persons_besides_the_author(submitted):
    history = submitted
    for person in "abcd":
        history = sign(history, person)
    assert history.turn.step.code == "final"  # the other department's head signs too
    history = sign(history, "d2", "weijian")
    with pytest.raises(NotAllowed, match="已经办理过"):
        sign(history, "a")
    assert sign(history, "e").complete


def test_an_author_is_told_that_he_is_one(submitted):
    with pytest.raises(NotAllowed, match="起草人"):
        sign(submitted, "editor")


def test_in_the_small_profile_the_head_does_secrecy_review_and_signs():
    event = Event("submit", "author", authors=AUTHORS, departments=("minzheng",))
    history = sign(History(profiles()["small"]).then(event), "a")
    history = sign(sign(history, "leader"), "leader")
    assert history.turn.step.code == "platform"


def test_a_step_cannot_be_skipped_nor_approved_before_all_signed(submitted):
    with pytest.raises(Refused, match="不是这个环节"):
        submitted.then(Event("sign", "a", "final", "minzheng"))
    with pytest.raises(Refused, match="没有签字"):
        submitted.then(Event("approve", "a"))


def test_only_a_standing_profile_is_approved_without_signatures():
    standing = Event("approve", "head", standing=True)
    assert History(profiles()["harvest"]).then(standing).state == states.APPROVED
    for code in set(profiles()) - {"harvest"}:
        with pytest.raises(Refused):
            History(profiles()[code]).then(standing)


def test_signatures_of_an_earlier_round_do_not_count(submitted):
    history = sign(submitted, "a").then(Event("return", "b"))
    again = Event("resubmit", "author", authors=AUTHORS, departments=("minzheng",))
    assert history.then(again).turn.step.code == "first"
    assert history.then(again).round == 2


def test_a_post_counts_in_its_department_only(submitted):
    turn = submitted.turn
    assert turn.post_of([Held("section_head", "weijian")]) is None
    assert turn.post_of([Held("leader", "minzheng")]) is None
    own, lent = Held("section_head", "minzheng"), Held("section_head", "minzheng", "head")
    assert turn.post_of([lent, own]) == own
    assert turn.post_of([lent]) == lent


def test_the_next_post_is_told_of_what_is_overdue():
    standard = profiles()["standard"]
    told = {step.code: standard.escalates_to(step) for step in standard.steps}
    assert told["first"] == ("office_head",)
    assert told["secrecy"] == ("leader",)
    assert told["platform"] == ("platform_supervisor",)


def test_the_clocks_count_working_days():
    first = profiles()["standard"].steps[0]
    assert process.due(first, date(2026, 11, 27), add_working_days) == date(2026, 11, 30)
    assert process.statutory(date(2026, 11, 2), add_working_days) == date(2026, 11, 30)


@given(st.lists(st.uuids().map(str), unique=True, max_size=60), st.text(max_size=5))
def test_the_lot_is_drawn_from_large_cases_only_and_again_the_same(items, seed):
    drawn = process.sample(seed, items, 20)
    assert drawn == process.sample(seed, items, 20)
    assert len(set(drawn)) == (20 if len(items) > 20 else 0)
    assert set(drawn) <= set(items)


def test_the_share_that_is_spot_checked_is_about_what_it_says():
    found = sum(process.spot_checked(f"item {n}", 5) for n in range(10_000))
    assert 400 < found < 600
