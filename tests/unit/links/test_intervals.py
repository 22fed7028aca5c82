"""When a link is looked at again, and when it is dead."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.links.intervals import INTERVALS, Standing, due

NOW = datetime(2026, 11, 25, tzinfo=UTC)
OUTCOMES = st.lists(st.sampled_from(["alive", "broken", "unclear"]), min_size=1, max_size=20)


def after(*outcomes: str) -> Standing:
    standing = Standing()
    for outcome in outcomes:
        standing = standing.after(outcome)  # type: ignore[arg-type]
    return standing


@pytest.mark.parametrize(
    ("looks", "hours"), [(1, 12), (2, 24), (3, 7 * 24), (4, 30 * 24), (9, 30 * 24)]
)
def test_what_does_not_change_is_looked_at_less_and_less(looks: int, hours: int) -> None:
    assert due(after(*["alive"] * looks), NOW) == NOW + timedelta(hours=hours)


@given(OUTCOMES)
def test_what_changed_is_looked_at_after_half_a_day(outcomes: list[str]) -> None:
    changed = "alive" if outcomes[-1] != "alive" else "broken"

    assert after(*outcomes, changed).interval == INTERVALS[0]


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([], "new"),
        (["alive"], "alive"),
        (["alive", "broken"], "failing"),
        (["broken", "broken"], "dead"),
        (["broken", "unclear", "broken"], "dead"),
        (["broken", "broken", "unclear"], "dead"),
        (["broken", "broken", "alive"], "alive"),
        (["broken", "alive", "broken"], "failing"),
        (["unclear", "unclear"], "unclear"),
    ],
)
def test_two_failures_without_an_answer_between_are_death(outcomes: list[str], state: str) -> None:
    assert after(*outcomes).state == state


@given(OUTCOMES)
def test_an_answer_makes_everything_good(outcomes: list[str]) -> None:
    assert after(*outcomes, "alive").state == "alive"
