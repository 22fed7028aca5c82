"""Every day has exactly one text and, as its rooms hand them over, one state."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.search.library.entries import Interval, changes, entries, ordered, spans

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


def test_a_change_of_force_and_a_new_text_are_changes_and_a_flag_is_none() -> None:
    rows = [
        {"state": "lapsed", "day_from": "2021-01-01", "sentence": "已于……届满。"},
        {"state": "in_force", "day_until": "2020-07-01"},
        {"state": "in_force", "flags": ["ending"], "day_from": "2020-07-01"}
        | {"day_until": "2021-01-01"},
    ]
    texts = [
        {"number": 1, "day_from": "2018-01-01", "nodes": []},
        {"number": 2, "day_from": "2020-03-01", "nodes": []},
    ]
    assert changes(ordered(rows), spans(texts)) == [
        {"day": "2020-03-01", "what": "text", "number": 2},
        {"day": "2021-01-01", "what": "force", "old": "in_force", "new": "lapsed"}
        | {"sentence": "已于……届满。", "event_id": None},
    ]


def test_every_issuer_of_a_joint_document_is_counted() -> None:
    package = {**PACKAGE, "issuer": "示例局", "joint_issuers": [{"name": "示例委"}, {"name": ""}]}
    [entry] = entries(package, [], [])
    assert entry["issuer"] == ["示例局", "示例委"]


def test_a_topic_of_the_second_level_stands_below_its_first() -> None:
    [entry] = entries({**PACKAGE, "topic": "0204"}, [], [])
    assert entry["topic"] == ["02", "0204"]


@given(DAYS, st.integers(1, 400))
def test_an_interval_ends_before_its_last_day(begin: date, length: int) -> None:
    interval = Interval("in_force", begin, begin + timedelta(days=length))
    assert interval.holds(begin)
    assert not interval.holds(begin + timedelta(days=length))
