"""What is asked becomes one query: passes, filters by day, counts."""

from datetime import date

import pytest

from ckanext.ankang.search.analysis import query
from ckanext.ankang.search.library.questions import (
    Asked,
    articles,
    documents,
    everything,
    passes,
    states,
)

DAY = date(2024, 12, 31)


@pytest.mark.parametrize(
    ("force", "found"),
    [
        ([], ()),
        (["all"], ()),
        (["all", "lapsed"], ()),
        (["effective"], ("in_force", "partly")),
        (["lapsed", "effective"], ("in_force", "partly", "lapsed")),
        (["repealed"], ("repealed",)),
    ],
)
def test_one_word_may_stand_for_several_states(force: list[str], found: tuple[str, ...]) -> None:
    assert states(force) == found


def test_every_filter_is_about_the_day() -> None:
    asked = Asked(day=DAY, force=("in_force", "partly"), flags=("ending",))
    filters = documents(asked, everything())["fq"]
    assert filters == [
        "entity:text",
        'valid:"2024-12-31"',
        '{!tag=force}(force_in_force:"2024-12-31" OR force_partly:"2024-12-31")',
        'flag_ending:"2024-12-31"',
    ]


def test_values_cannot_leave_their_quotes() -> None:
    asked = Asked(day=DAY, chosen={"issuer": ('甲" OR id:*', "乙\\")})
    [chosen] = [one for one in documents(asked, everything())["fq"] if "issuer" in one]
    assert chosen == '{!tag=issuer}issuer:("甲\\" OR id:*" OR "乙\\\\")'


def test_the_first_pass_wants_nearly_all_words_and_the_last_any() -> None:
    found = list(passes(query("盲道 罚款 停车"), "all"))
    assert [one["mm"] for one in found] == ["2<-1 5<80%", "1"]


def test_a_short_word_may_be_an_abbreviation_of_a_title() -> None:
    assert [one["qf"] for one in passes(query("公交"), "title")][1] == "ankang_title_characters"
    assert len(list(passes(query("公交"), "text"))) == 2


def test_best_comes_first_with_words_and_newest_without() -> None:
    asked = Asked(day=DAY)
    assert documents(asked, next(passes(query("停车"), "all")))["sort"].startswith("score desc")
    assert documents(asked, everything())["sort"].startswith("published desc")


def test_articles_are_those_of_the_text_of_the_day() -> None:
    asked = articles(query("停车"), ["p1", "p2"], DAY, 3)
    assert asked["fq"] == ["entity:article", 'valid:"2024-12-31"', 'package:("p1" OR "p2")']
    assert asked["group.limit"] == 3
