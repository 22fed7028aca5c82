"""Working days: the notices as they were given, and terms counted over them."""

from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.catalogue.calendar import (
    add_working_days,
    is_working_day,
    provisional,
    working_days_between,
)

DAYS = st.dates(date(2022, 1, 1), date(2031, 12, 31))
TERMS = st.integers(0, 300)
YEARS: dict[int, dict[str, Any]] = yaml.safe_load(
    files("ckanext.ankang.schemas").joinpath("working_days.yaml").read_text("utf-8")
)["years"]


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 14), True),  # a Saturday made up for 春节
        (date(2026, 2, 16), False),  # a Monday of 春节
        (date(2026, 10, 8), True),
        (date(2026, 11, 21), False),  # a Saturday
        (date(2022, 12, 31), False),  # by the notice for 2023
        (date(2024, 2, 9), True),  # 除夕 became a day off by the decree of 2024 only
        (date(2027, 2, 5), False),  # 除夕 of a year without notice
    ],
)
def test_a_day_is_worked_on_as_the_notice_says(day: date, working: bool) -> None:
    assert is_working_day(day) is working


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 24), 20, date(2026, 12, 22)),
        (date(2026, 9, 18), 5, date(2026, 9, 24)),  # the Sunday before 中秋节 is worked on
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_a_term_ends_on_its_last_working_day(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end


def test_a_year_without_notice_says_so() -> None:
    assert not provisional(date(2026, 12, 31))
    assert provisional(date(2027, 1, 1))
    assert provisional(date(2050, 1, 1))


def test_a_negative_term_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2026, 11, 24), -1)


@given(DAYS, TERMS)
def test_adding_and_counting_are_inverse(start: date, days: int) -> None:
    assert working_days_between(start, add_working_days(start, days)) == days


@given(DAYS, DAYS)
def test_counting_back_is_counting_forth_negated(one: date, other: date) -> None:
    assert working_days_between(one, other) == -working_days_between(other, one)


@given(DAYS, st.integers(1, 300))
def test_a_term_ends_on_a_working_day_and_is_the_shortest(start: date, days: int) -> None:
    end = add_working_days(start, days)
    assert is_working_day(end)
    assert working_days_between(start, end - timedelta(days=1)) == days - 1


@given(DAYS, DAYS, TERMS)
def test_who_begins_later_ends_no_earlier(one: date, other: date, days: int) -> None:
    early, late = sorted((one, other))
    assert add_working_days(early, days) <= add_working_days(late, days)


@pytest.mark.parametrize("year", YEARS)
def test_a_year_holds_what_the_decree_gives(year: int) -> None:
    entry = YEARS[year]
    assert entry["source"]
    assert {name for names, *_ in entry["holidays"] for name in names.split("、")} == {
        *("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
    }
    assert all(first <= last for _, first, last in entry["holidays"])
    # Only weekends are made working days, and none of them is a day off as well.
    assert all(day.weekday() > 4 and is_working_day(day) for day in entry.get("working", ()))
    off = [
        first + timedelta(days=n)
        for _, first, last in entry["holidays"]
        for n in range((last - first).days + 1)
    ]
    assert len(set(off)) == len(off)
    assert not set(off) & set(entry.get("working", ()))


@pytest.mark.parametrize("year", [year for year in YEARS if not YEARS[year].get("provisional")])
def test_a_noticed_year_makes_up_for_what_it_moves(year: int) -> None:
    """The decree gives 11 (since 2025: 13) weekdays off on balance; a notice only moves them."""
    entry = YEARS[year]
    weekdays_off = sum(
        (first + timedelta(days=n)).weekday() < 5
        for _, first, last in entry["holidays"]
        for n in range((last - first).days + 1)
    )
    assert weekdays_off - len(entry["working"]) == (13 if year >= 2025 else 11)
