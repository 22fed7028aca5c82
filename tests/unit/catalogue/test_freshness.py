"""Whether data come as promised."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.catalogue.calendar import is_working_day
from ckanext.ankang.catalogue.freshness import (
    Freshness,
    due_day,
    freshness,
    labels,
    of_package,
    rules,
)
from ckanext.ankang.catalogue.vocabularies import vocabulary

TODAY = date(2026, 11, 24)  # a Tuesday
FREQUENCIES = [value.code for value in vocabulary("update_frequency").values]
promised = st.sampled_from(sorted(rules()["periods"]))
days = st.dates(date(2023, 1, 1), date(2026, 11, 24))
ORDER = ["on_time", "due_soon", "late"]


@pytest.mark.parametrize(
    ("frequency", "updated", "found"),
    [
        ("monthly", "2026-11-20", Freshness("on_time", date(2026, 12, 21))),
        ("monthly", "2026-10-25", Freshness("due_soon", date(2026, 11, 25))),
        ("monthly", "2026-10-24", Freshness("due_soon", date(2026, 11, 24))),
        ("monthly", "2026-10-23", Freshness("late", date(2026, 11, 23), 1)),
        # The seventh day is a Sunday.
        ("weekly", "2026-11-15", Freshness("late", date(2026, 11, 23), 1)),
        # A year and a day later is within 国庆节; the first day of work is the 8th.
        ("yearly", "2025-09-30", Freshness("late", date(2026, 10, 8), 47)),
        ("daily", "2026-11-24", Freshness("on_time", date(2026, 11, 25))),
        ("irregular", "", Freshness("unpromised")),
        ("never", "2020-01-01", Freshness("unpromised")),
    ],
)
def test_the_state_follows_from_rhythm_day_and_calendar(
    frequency: str, updated: str, found: Freshness
) -> None:
    assert freshness(frequency, updated, TODAY) == found


@pytest.mark.parametrize(
    ("frequency", "updated", "why"),
    [
        ("", "2026-11-01", "no_frequency"),
        ("有时", "2026-11-01", "unknown_frequency"),
        ("monthly", "", "undated"),
        ("monthly", "昨天", "undated"),
        ("monthly", "2026-11-25", "future"),
    ],
)
def test_what_nobody_stated_is_unknown_and_says_what_to_do(
    frequency: str, updated: str, why: str
) -> None:
    assert freshness(frequency, updated, TODAY) == Freshness("unknown", why=why)
    assert "：" in rules()["unknown"][why]


def test_every_frequency_of_the_vocabulary_is_promised_or_not() -> None:
    assert {*rules()["periods"], *rules()["unpromised"]} == set(FREQUENCIES)
    assert set(rules()["soon"]) <= set(rules()["periods"])


def test_every_state_has_a_name() -> None:
    assert set(labels()) == {"on_time", "due_soon", "late", "unpromised", "unknown"}


def test_a_package_that_says_nothing_is_unknown() -> None:
    assert of_package({"update_frequency": None}, TODAY).state == "unknown"


@given(promised, days)
def test_what_is_promised_falls_due_on_a_day_of_work(frequency: str, updated: date) -> None:
    due = due_day(frequency, updated)

    assert is_working_day(due)
    assert due >= updated + timedelta(days=rules()["periods"][frequency])


@given(promised, days, st.integers(0, 1500), st.integers(0, 400))
def test_time_makes_nothing_fresher(frequency: str, updated: date, age: int, more: int) -> None:
    day = updated + timedelta(days=age)
    before = freshness(frequency, updated.isoformat(), day)
    after = freshness(frequency, updated.isoformat(), day + timedelta(days=more))

    assert ORDER.index(before.state) <= ORDER.index(after.state)
    assert before.late <= after.late


@given(promised, days, st.integers(0, 400), st.integers(0, 1500))
def test_newer_data_are_never_staler(frequency: str, updated: date, more: int, age: int) -> None:
    newer = updated + timedelta(days=more)
    day = newer + timedelta(days=age)
    old = freshness(frequency, updated.isoformat(), day)
    new = freshness(frequency, newer.isoformat(), day)

    assert ORDER.index(new.state) <= ORDER.index(old.state)


@given(promised, days)
def test_the_due_day_itself_is_in_time_and_the_next_is_late(frequency: str, updated: date) -> None:
    due = due_day(frequency, updated)

    assert freshness(frequency, updated.isoformat(), due).state != "late"
    assert freshness(frequency, updated.isoformat(), due + timedelta(days=1)).state == "late"
