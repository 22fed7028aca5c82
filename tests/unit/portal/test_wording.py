"""Dates, sizes and codes as people read them."""

from datetime import UTC, date, datetime

import pytest

from ckanext.ankang.portal import wording


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-11-23", "2026年11月23日"),
        ("2026-11-22T16:30:00", "2026年11月23日"),
        ("2026-11-22T15:30:00.123456", "2026年11月22日"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "2027年1月1日"),
        (date(2026, 3, 5), "2026年3月5日"),
        ("", ""),
        (None, ""),
        ("2022.13.1", ""),
    ],
)
def test_a_day_is_the_day_in_ankang(value: object, shown: str) -> None:
    assert wording.day(value) == shown


def test_a_moment_has_the_time_in_ankang() -> None:
    assert wording.moment("2026-11-22T16:05:00") == "2026年11月23日 00:05"


def test_a_day_without_a_time_gets_none() -> None:
    assert wording.moment("2026-11-22") == "2026年11月22日"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0 字节"),
        (1023, "1023 字节"),
        (1536, "1.5 KB"),
        ("204800", "200 KB"),
        (5 << 20, "5.0 MB"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_size_has_its_unit(value: object, shown: str) -> None:
    assert wording.size(value) == shown


def test_a_count_sets_thousands_apart() -> None:
    assert wording.number(1234567) == "1,234,567"


def test_zero_is_a_count() -> None:
    assert wording.number(0) == "0"


def test_sentences_of_flask_are_not_for_our_readers() -> None:
    assert not wording.is_chinese("The requested URL was not found on the server.")


def test_the_themes_are_the_twenty_one() -> None:
    assert len(wording.labels("themes")) == 21
