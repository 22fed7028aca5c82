"""Quarters: of a day, as an address names them, and those that can be chosen."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.workbench.quarters import Quarter, of_day, offered, read

DAYS = st.dates(date(2004, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_what_an_address_says_is_read_again(day):
    assert read(of_day(day).code) == of_day(day)


@given(DAYS)
def test_three_years_are_offered_each_quarter_once_newest_first(day):
    found = offered(day)

    assert found[0] == of_day(day)
    assert found == sorted(set(found), reverse=True)
    assert len(found) == 12
    assert all(one.before == older for one, older in pairwise(found))


@pytest.mark.parametrize(
    ("day", "number"), [("2026-03-31", 1), ("2026-04-01", 2), ("2026-12-31", 4)]
)
def test_a_quarter_ends_with_its_third_month(day, number):
    assert of_day(date.fromisoformat(day)) == Quarter(2026, number)


def test_before_the_first_quarter_comes_the_fourth_of_last_year():
    assert Quarter(2026, 1).before == Quarter(2025, 4)


@pytest.mark.parametrize(
    "code", ["2026-5", "2026-0", "0000-1", "2026", "2026-4 ", "２０２６-4", "x"]
)
def test_what_names_no_quarter_is_none(code):
    assert read(code) is None
