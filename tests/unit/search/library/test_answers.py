"""Excerpts hold the words that were found and say where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.search.library.answers import excerpt, facets
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
    assert counted == [
        {"value": "effective", "count": 5},
        {"value": "in_force", "count": 3},
        {"value": "partly", "count": 2},
        {"value": "lapsed", "count": 1},
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
