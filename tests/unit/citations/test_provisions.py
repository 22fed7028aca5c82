"""Addresses inside a document, and where they stand in an article."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.citations.provisions import Place, addresses, locate, paragraphs
from ckanext.ankang.documents.text.numbers import chinese

ARTICLE = "有下列情形之一的，评定为烈士：\n（一）甲；\n（二）乙；\n（三）丙。\n现役军人另有规定。"


def test_the_third_item_of_the_first_paragraph_is_found() -> None:
    found = locate(ARTICLE, Place("8", paragraph=1, item=3))
    assert found is not None
    assert ARTICLE[slice(*found)] == "（三）丙。"


def test_the_paragraph_after_the_items_is_the_second() -> None:
    found = locate(ARTICLE, Place("8", paragraph=2))
    assert found is not None
    assert ARTICLE[slice(*found)] == "现役军人另有规定。"


def test_an_item_without_paragraph_is_in_the_only_list() -> None:
    found = locate(ARTICLE, Place("8", item=2))
    assert found is not None
    assert ARTICLE[slice(*found)] == "（二）乙；"


def test_the_third_item_that_the_martyrs_regulation_cites_is_found(corpus: dict[str, Any]) -> None:
    document = corpus["烈士褒扬条例(2019-08-01)"]
    (cited,) = (one for one in document.citations if one.words == "本条例第八条第一款第三项")
    text = document.nodes[cited.place.anchor].text
    found = locate(text, cited.place)
    assert cited.anchor == "article-9"
    assert found is not None
    assert text[slice(*found)].startswith("（三）在执行外交任务")
    second = locate(text, Place("8", paragraph=2))
    assert second is not None
    assert text[slice(*second)].startswith("现役军人牺牲")


@pytest.mark.parametrize("place", [Place("8", paragraph=3), Place("8", paragraph=2, item=1)])
def test_what_an_article_has_not_is_not_found(place: Place) -> None:
    assert locate(ARTICLE, place) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第八条之一第二款", [("第八条之一第二款", Place("8-1", 2), None)]),
        ("第三章第二节规定", [("第三章第二节", Place(chapter=3, section=2), None)]),
        ("第3条", [("第3条", Place("3"), None)]),
        (
            "第二、三项规定",
            [("第二", Place("1", item=2), None), ("三项", Place("1", item=3), None)],
        ),
        (
            "第（一）、（三）项",
            [("第（一）", Place("1", item=1), None), ("（三）项", Place("1", item=3), None)],
        ),
        (
            "第十三条至第十六条、第十八条",
            [("第十三条至第十六条", Place("13"), Place("16")), ("第十八条", Place("18"), None)],
        ),
        (
            "第四条第一款第（一）项至第（三）项",
            [("第四条第一款第（一）项至第（三）项", Place("4", 1, 1), Place("4", 1, 3))],
        ),
        ("第一项目", []),
    ],
)
def test_addresses_are_read_as_lists_and_ranges(
    text: str, found: list[tuple[str, Place, Place | None]]
) -> None:
    printed = addresses(text, 0, Place("1"))
    assert [(text[one.start : one.end], one.place, one.until) for one in printed] == found


@given(st.lists(st.integers(1, 400), min_size=1, max_size=8))
def test_any_list_of_articles_is_read_back(numbers: list[int]) -> None:
    text = "、".join(f"第{chinese(number)}条" for number in numbers)
    assert [one.place.article for one in addresses(text, 0, Place())] == [str(n) for n in numbers]


@given(st.text("（一）(二)甲。\n1. ", max_size=60))
def test_paragraphs_hold_every_line_once(text: str) -> None:
    lines = sum(1 + len(own.items) for own in paragraphs(text))
    assert lines <= len([line for line in text.split("\n") if line])
