"""Mails are few, complete and never doubled, whatever happens when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.notices.digest import HERE, Letter, Rules, Waiting, last_strike, letter
from ckanext.ankang.notices.kinds import kinds

RULES = Rules(digest_hour=8, mails_per_day=3)
START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 09:00 in Ankang


def notice(minutes: int, immediate: bool = True) -> Waiting:
    return Waiting(f"{minutes:06}", immediate, START + timedelta(minutes=minutes))


def test_what_is_urgent_goes_at_once_and_the_rest_waits_for_the_digest() -> None:
    waiting = [notice(0), notice(1, immediate=False)]

    assert letter(waiting, "immediate", None, [], START, RULES) == Letter(False, ("000000",))
    assert letter(waiting, "digest", None, [], START, RULES) is None


def test_the_digest_takes_everything_along() -> None:
    waiting = [notice(0, immediate=False), notice(60 * 24, immediate=False)]
    next_day = START + timedelta(days=1)

    assert letter(waiting, "digest", None, [], next_day, RULES) == Letter(
        True, ("000000", "001440")
    )


def test_a_burst_is_one_mail() -> None:
    burst = [notice(n) for n in range(200)]

    sent = letter(burst, "immediate", None, [], START + timedelta(hours=4), RULES)

    assert sent is not None
    assert len(sent.ids) == 200


def test_nothing_older_than_the_choice_is_sent_after_it() -> None:
    chosen = START + timedelta(minutes=5)

    assert letter([notice(0)], "digest", chosen, [], START + timedelta(days=2), RULES) is None


def test_who_wants_no_mail_gets_none() -> None:
    assert letter([notice(0)], "off", None, [], START + timedelta(days=9), RULES) is None


def test_the_day_of_the_cap_is_that_of_ankang() -> None:
    late = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)  # 23:59
    mailed = [late - timedelta(hours=n) for n in range(3)]
    new = [Waiting("a", True, late)]

    assert letter(new, "immediate", None, mailed, late, RULES) is None
    assert letter(new, "immediate", None, mailed, late + timedelta(minutes=2), RULES) is not None


arrivals = st.lists(st.tuples(st.integers(0, 60 * 24 * 4), st.booleans()), max_size=60)


@given(arrivals, st.sampled_from(["immediate", "digest"]), st.integers(1, 23), st.integers(1, 5))
def test_every_notice_is_mailed_once_within_a_day_and_no_day_has_a_storm(
    arriving: list[tuple[int, bool]], mode: str, hour: int, cap: int
) -> None:
    rules = Rules(hour, cap)
    told = [
        Waiting(f"{number}", immediate, START + timedelta(minutes=minutes))
        for number, (minutes, immediate) in enumerate(arriving)
    ]
    mailed: dict[str, datetime] = {}
    moments: list[datetime] = []
    digests: list[datetime] = []
    # The worker looks whenever something arrives, and at the hour of the digest.
    strikes = [last_strike(START + timedelta(days=n), hour) for n in range(7)]
    for now in sorted({*(one.created for one in told), *(s for s in strikes if s >= START)}):
        waiting = [one for one in told if one.created <= now and one.id not in mailed]
        if due := letter(waiting, mode, None, moments, now, rules):  # type: ignore[arg-type]
            assert not set(due.ids) & set(mailed)
            mailed |= dict.fromkeys(due.ids, now)
            moments.append(now)
            digests += [now] if due.digest else []

    assert set(mailed) == {one.id for one in told}
    assert all(mailed[one.id] - one.created <= timedelta(days=1) for one in told)
    days = [moment.astimezone(HERE).date() for moment in moments]
    assert all(days.count(day) <= cap + 1 for day in days)
    digest_days = [moment.astimezone(HERE).date() for moment in digests]
    assert len(digest_days) == len(set(digest_days))


@given(st.datetimes(min_value=datetime(2020, 1, 1)), st.integers(0, 23))
def test_the_last_strike_is_less_than_a_day_ago(now: datetime, hour: int) -> None:
    moment = now.replace(tzinfo=UTC)

    struck = last_strike(moment, hour)

    assert timedelta() <= moment - struck < timedelta(days=1)
    assert struck.astimezone(HERE).hour == hour


@pytest.mark.parametrize("code", kinds())
def test_every_kind_reads_in_chinese(code: str) -> None:
    assert kinds()[code].label
    assert "{" in kinds()[code].sentence
