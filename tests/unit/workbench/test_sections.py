"""How the workbench puts things in order and counts the days that are left."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.workbench.sections import Entry, Section, UnknownSection, arrange, clock

TODAY = date(2026, 11, 24)  # a Tuesday


def entry(title: str, days: int | None = None, since: str = "") -> Entry:
    due = None if days is None else TODAY + timedelta(days=days)
    return Entry(title, "/", "办理", due=due, since=since)


@pytest.mark.parametrize(
    ("due", "state", "words"),
    [
        (date(2026, 11, 24), "notice", "今天到期"),
        (date(2026, 11, 25), "notice", "剩 1 个工作日"),
        (date(2026, 11, 30), "plain", "剩 4 个工作日"),
        (date(2026, 11, 23), "error", "已超期 1 个工作日"),
        # Late since the weekend: not one day of work has passed, and yet it is late.
        (date(2026, 11, 20), "error", "已超期 2 个工作日"),
    ],
)
def test_a_clock_counts_working_days(due: date, state: str, words: str) -> None:
    found = clock(due, TODAY)

    assert (found.state, found.template.format(days=found.days)) == (state, words)


def test_a_clock_in_a_year_without_notice_says_so() -> None:
    assert clock(date(2031, 5, 6), TODAY).provisional
    assert not clock(date(2026, 11, 25), TODAY).provisional


@given(st.integers(-400, 400))
def test_what_is_late_is_never_shown_as_in_time(days: int) -> None:
    found = clock(TODAY + timedelta(days=days), TODAY)

    assert (found.state == "error") is (days < 0)


def test_sections_stand_in_their_order_and_rooms_share_them() -> None:
    found = arrange(
        [
            Section("drafts", [entry("草稿")]),
            Section("turn", [entry("b", 5)]),
            Section("turn", [entry("a", 1), entry("c")]),
            Section("late", []),
        ],
        most=2,
    )

    assert [(one.code, one.count) for one in found] == [("turn", 3), ("drafts", 1)]
    assert [one.title for one in found[0].entries] == ["a", "b"]


def test_what_has_no_day_is_ordered_by_how_long_it_waits() -> None:
    (section,) = arrange(
        [Section("turn", [entry("新", since="2026-11-02"), entry("旧", since="2026-11-01")])], 9
    )

    assert [one.title for one in section.entries] == ["旧", "新"]


def test_an_unknown_section_is_named() -> None:
    with pytest.raises(UnknownSection, match="没有栏目“x”"):
        arrange([Section("x", [entry("a")])], 9)
