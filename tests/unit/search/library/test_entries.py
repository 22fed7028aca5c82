"""Every day has exactly one text and, as its rooms hand them over, one state."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.search.library.entries import Interval, entries, spans

DAYS = st.dates(date(2000, 1, 1), date(2003, 1, 1))
TEXTS = st.lists(st.one_of(st.none(), DAYS), min_size=1, max_size=6).map(
    lambda days: [
        {"number": number, "day_from": day and day.isoformat(), "nodes": []}
        for number, day in enumerate(days, start=1)
    ]
)
PACKAGE = {"id": "p1", "name": "banfa", "title": "示例停车办法", "kind": "normative"}
NODES = [
    {"kind": "title", "anchor": "", "heading": "", "text": "示例停车办法"},
    {"kind": "chapter", "anchor": "chapter-1", "heading": "第一章 总则", "text": ""},
    {"kind": "article", "anchor": "article-1", "heading": "第一条", "text": "停车收费。"},
]


@given(TEXTS, DAYS)
def test_exactly_one_text_counts_on_a_day(texts: list[dict[str, Any]], day: date) -> None:
    assert sum(span.holds(day) for _, span in spans(texts)) == 1


@given(TEXTS)
def test_the_text_that_begins_last_counts_for_ever(texts: list[dict[str, Any]]) -> None:
    [last] = [text for text, span in spans(texts) if span.day_until is None]
    assert (last["day_from"] or "") == max(text["day_from"] or "" for text in texts)


def test_a_text_counts_until_the_day_before_the_next() -> None:
    texts = [
        {"number": 1, "day_from": "2001-01-01", "nodes": []},
        {"number": 2, "day_from": "2002-01-01", "nodes": []},
    ]
    assert [span.days for _, span in spans(texts)] == [
        "[* TO 2001-12-31]",
        "[2002-01-01 TO *]",
    ]


def test_an_older_text_that_came_later_is_older() -> None:
    texts = [
        {"number": 1, "day_from": "2002-01-01", "nodes": []},
        {"number": 2, "day_from": "2001-01-01", "nodes": []},
    ]
    assert [text["number"] for text, _ in spans(texts)] == [2, 1]


@pytest.mark.parametrize(
    ("interval", "days"),
    [
        (Interval("in_force"), "[* TO *]"),
        (Interval("in_force", date(2020, 1, 1)), "[2020-01-01 TO *]"),
        (Interval("in_force", date(2020, 1, 1), date(2020, 1, 2)), "[2020-01-01 TO 2020-01-01]"),
    ],
)
def test_the_last_day_of_an_interval_is_inclusive_in_solr(interval: Interval, days: str) -> None:
    assert interval.days == days


def test_headings_and_empty_pieces_are_no_articles() -> None:
    found = list(entries(PACKAGE, [{"number": 1, "nodes": NODES}], []))
    assert [entry["entity"] for entry in found] == ["text", "article"]
    assert found[1]["anchor"] == "article-1"


def test_a_document_without_text_has_one_entry_and_no_known_state() -> None:
    [entry] = entries(PACKAGE, [], [])
    assert entry["valid"] == "[* TO *]"
    assert entry["force_unverified"] == ["[* TO *]"]


def test_states_and_flags_become_days() -> None:
    rows = [
        {"state": "in_force", "flags": ["ending"], "day_from": None, "day_until": "2020-01-01"},
        {"state": "lapsed", "flags": [], "day_from": "2020-01-01", "day_until": None},
        {"state": "in_force", "flags": [], "day_from": "2030-01-01", "day_until": None},
    ]
    [entry] = entries(PACKAGE, [], rows)
    assert entry["force_in_force"] == ["[* TO 2019-12-31]", "[2030-01-01 TO *]"]
    assert entry["flag_ending"] == ["[* TO 2019-12-31]"]
    assert "force_unverified" not in entry


@given(DAYS, st.integers(1, 400))
def test_an_interval_ends_before_its_last_day(begin: date, length: int) -> None:
    interval = Interval("in_force", begin, begin + timedelta(days=length))
    assert interval.holds(begin)
    assert not interval.holds(begin + timedelta(days=length))
