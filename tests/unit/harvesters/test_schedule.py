"""When a source is due: what can be written, what is refused, and that the times are right."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.schedule import HERE, WEEKDAYS, BadSchedule, parse

moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
times = st.tuples(st.integers(0, 23), st.integers(0, 59))


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=HERE)


@pytest.mark.parametrize(
    ("text", "after", "due"),
    [
        ("每日 02:30", at(2026, 11, 25, 2, 29), at(2026, 11, 25, 2, 30)),
        ("每日 02:30", at(2026, 11, 25, 2, 30), at(2026, 11, 26, 2, 30)),
        ("每天2:30", at(2026, 12, 31, 23, 0), at(2027, 1, 1, 2, 30)),
        ("每周一 03:00", at(2026, 11, 25, 0, 0), at(2026, 11, 30, 3, 0)),
        ("每星期天 03：00", at(2026, 11, 25, 0, 0), at(2026, 11, 29, 3, 0)),
        ("每月1日 04:00", at(2026, 11, 25, 0, 0), at(2026, 12, 1, 4, 0)),
        ("每月31日 04:00", at(2027, 2, 1, 0, 0), at(2027, 2, 28, 4, 0)),
        ("每月31号 04:00", at(2026, 11, 30, 5, 0), at(2026, 12, 31, 4, 0)),
    ],
)
def test_a_source_is_due_at_the_next_time_of_beijing(text: str, after: datetime, due: datetime):
    assert parse(text).after(after.astimezone(UTC)) == due


@pytest.mark.parametrize(
    "text",
    [
        "",
        "每日",
        "02:30",
        "每日 24:00",
        "每日 02:60",
        "每周八 03:00",
        "每月32日 03:00",
        "每月0日 03:00",
        "0 3 * * *",
        "每小时",
        "每日 02:30 起",
    ],
)
def test_what_says_no_time_is_refused_by_a_sentence(text: str):
    with pytest.raises(BadSchedule, match="请写成“每日 02:30”"):
        parse(text)


@given(times, moments)
def test_a_daily_source_is_due_within_a_day_and_never_in_the_past(
    time: tuple[int, int], now: datetime
):
    schedule = parse(f"每日 {time[0]:02d}:{time[1]:02d}")

    wait = schedule.after(now) - now
    assert timedelta() < wait <= timedelta(days=1)


@given(st.sampled_from(WEEKDAYS), times, moments)
def test_a_weekly_source_is_due_on_its_day(day: str, time: tuple[int, int], now: datetime):
    due = parse(f"每周{day} {time[0]:02d}:{time[1]:02d}").after(now)

    assert due.weekday() == WEEKDAYS.index(day)
    assert timedelta() < due - now <= timedelta(days=7)


@given(st.integers(1, 31), times, moments)
def test_a_monthly_source_is_due_once_in_each_month(day: int, time: tuple[int, int], now: datetime):
    schedule = parse(f"每月{day}日 {time[0]:02d}:{time[1]:02d}")

    first = schedule.after(now)
    second = schedule.after(first)
    assert first > now
    assert (second.year * 12 + second.month) - (first.year * 12 + first.month) == 1
    assert {first.day, second.day} <= {day, *range(28, day)}


def on(day: int, hour: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=HERE)


@pytest.mark.parametrize(
    ("schedule", "last", "now", "due"),
    [
        ("每日 02:00", None, on(25), on(25, 2)),
        ("每日 02:00", None, on(25, 9), None),
        ("每日 02:00", on(24, 2), on(25), on(25, 2)),
        ("每日 02:00", on(25, 2), on(25, 9), None),
        # The machine was off for days: what was missed is made up for by one run.
        ("每日 02:00", on(20, 2), on(25, 9), on(21, 2)),
        ("每周五 02:00", on(20, 2), on(25), None),
        ("每月1日 02:00", on(1, 2), on(25), None),
    ],
)
def test_a_source_is_due_once_and_a_missed_time_is_made_up_for(schedule, last, now, due):
    assert parse(schedule).due_today(last, now) == due
