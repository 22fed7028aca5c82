"""Excerpts hold the words that were found and say where."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.search.library.answers import excerpt, facets, results
from ckanext.ankang.search.library.questions import STATES


def test_an_excerpt_begins_a_little_before_the_first_word() -> None:
    text, marks = excerpt("甲" * 200 + "处二百元罚款" + "乙" * 200, ["罚款"])
    assert text.startswith("…甲")
    assert text.endswith("乙…")
    assert [text[start:end] for start, end in marks] == ["罚款"]


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=3), max_size=4))
def test_marks_stand_on_words(content: str, words: list[str]) -> None:
    text, marks = excerpt(content, words)
    folded = {word.casefold() for word in words}
    assert all(text[start:end].casefold() in folded for start, end in marks)


@pytest.mark.parametrize("words", [[], ["没有"]])
def test_without_a_word_the_beginning_is_shown(words: list[str]) -> None:
    assert excerpt("第一款。\n第二款。", words) == ("第一款。 第二款。", [])


def test_signs_of_regular_expressions_are_letters_here() -> None:
    assert excerpt("a.c abc", ["a.c"])[1] == [[0, 3]]


def test_in_force_in_whole_or_part_is_counted_first() -> None:
    states = {**dict.fromkeys(STATES, 0), "in_force": 3, "partly": 2, "lapsed": 1}
    counted = facets({"facet_fields": {}, "facet_queries": states})["force"]
    assert [(one["value"], one["label"], one["count"]) for one in counted] == [
        ("effective", "现行有效", 5),
        ("in_force", "现行有效", 3),
        ("partly", "部分失效", 2),
        ("lapsed", "已失效", 1),
    ]


def test_kinds_stand_in_the_order_of_rank_and_years_backwards() -> None:
    counts = {
        "facet_fields": {"kind": ["normative", 9, "law", 1], "year": ["2019", 5, "2021", 1]},
        "facet_queries": dict.fromkeys(STATES, 0),
    }
    found = facets(counts)
    assert [(one["value"], one["label"]) for one in found["kind"]] == [
        ("law", "法律"),
        ("normative", "行政规范性文件"),
    ]
    assert [one["value"] for one in found["year"]] == ["2021", "2019"]


def test_a_state_holds_since_the_first_day_of_neighbours_with_other_flags() -> None:
    days = ["2020-01-01", "2021-01-01", "2022-01-01", None]
    states = [("in_force", ["under_review"]), ("in_force", []), ("lapsed", [])]
    rows = [
        {"state": state, "flags": flags, "day_from": days[n], "day_until": days[n + 1]}
        for n, (state, flags) in enumerate(states)
    ]
    header = json.dumps({"name": "banfa", "intervals": rows})
    [found] = results([{"header": header}], date(2021, 6, 1))
    assert (found["force"], found["flags"]) == ("in_force", [])
    assert (found["since"], found["until"]) == ("2020-01-01", "2022-01-01")
