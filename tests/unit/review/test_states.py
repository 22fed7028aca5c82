"""Properties of the state machine of a case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.review import states

HISTORIES = st.lists(st.sampled_from(states.EVENTS), max_size=12)


def _legal(events):
    """The longest run of these events in which each was possible."""
    state, done = states.OPENED, []
    for event in events:
        if (state, event) in states.TRANSITIONS:
            state = states.after(state, event)
            done.append(event)
    return state, done


@given(HISTORIES)
def test_the_state_follows_from_the_events(events):
    state, done = _legal(events)
    assert states.state_of(done) == state
    assert state in states.STATES


@given(HISTORIES)
def test_nothing_is_published_without_approval_as_the_step_before(events):
    state, done = _legal(events)
    if state == states.PUBLISHED:
        assert done[-2:] == ["approve", "publish"]


@given(HISTORIES)
def test_what_was_held_is_never_published(events):
    state, done = _legal(events)
    if "hold" in done:
        assert state != states.PUBLISHED


@given(st.sampled_from(sorted(states.ENDS)), st.sampled_from(states.EVENTS))
def test_an_end_is_an_end(state, event):
    with pytest.raises(states.ImpossibleStep, match=states.LABELS[state]):
        states.after(state, event)


def test_every_state_can_be_reached_and_left_towards_an_end():
    reached = {states.OPENED}
    for _ in states.STATES:
        reached |= {to for (start, _), to in states.TRANSITIONS.items() if start in reached}
    assert reached == set(states.STATES)
    starts = {start for start, _ in states.TRANSITIONS}
    assert starts == set(states.STATES) - states.ENDS


def test_every_event_has_a_name():
    assert set(states.EVENT_LABELS) == set(states.EVENTS)
