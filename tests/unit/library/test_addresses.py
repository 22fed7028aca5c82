"""An address says a place in one way, whatever way people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents.text.structure import parse
from ckanext.ankang.library import addresses
from ckanext.ankang.library.addresses import Place


def nodes(*paragraphs):
    return [vars(node) for node in parse(["办法", *paragraphs], "办法").nodes]


ARTICLES = nodes(
    "第一章 总则", "第一条 甲。", "第二条 乙。", "第二条之一 丙。", "第三条 自公布之日起施行。"
)


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        ("第八条", "第八条"),
        ("第8条", "第八条"),
        ("第８条", "第八条"),
        ("第 八 条", "第八条"),
        ("第八条之一", "第八条之一"),
        ("第八条第一款第（二）项", "第八条第一款第二项"),
        ("第8条之一第3项", "第八条之一第三项"),
        ("第八条第一款第二项第三目", "第八条第一款第二项"),
        ("第二章", "第二章"),
        ("第一百零三条", "第一百零三条"),
        ("附件", "附件"),
        ("附件一", "附件1"),
        ("第3段", "第三段"),
    ],
)
def test_a_place_is_written_in_one_way(words, canonical):
    assert addresses.place(words).words == canonical


@pytest.mark.parametrize(
    "words", ["", "八", "第条", "第零条", "第八", "第二章第一款", "article-8", "第99999条"]
)
def test_what_names_no_place_is_none(words):
    assert addresses.place(words) is None


def test_what_is_named_inside_an_article_is_kept():
    assert addresses.place("第八条第二款") == Place("article", "8", paragraph=2)


@given(st.integers(1, 9999), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_every_place_reads_back_from_its_words(number, added, paragraph, item):
    written = f"{number}-{added}" if added else str(number)
    here = Place("article", written, paragraph, item)
    assert addresses.place(here.words) == here


@given(st.text(max_size=30))
def test_no_address_whatsoever_raises(words):
    found = addresses.place(words)
    assert found is None or addresses.place(found.words) == found


def test_an_article_is_found_with_the_articles_beside_it():
    found = addresses.find(ARTICLES, Place("article", "2-1"))
    before, after = addresses.neighbours(ARTICLES, found)
    assert (before["heading"], found["text"], after["heading"]) == ("第二条", "丙。", "第三条")


def test_the_first_article_has_none_before_it():
    assert (
        addresses.neighbours(ARTICLES, addresses.find(ARTICLES, Place("article", "1")))[0] is None
    )


def test_an_article_that_is_not_there_is_none_and_the_reach_says_which_are():
    assert addresses.find(ARTICLES, Place("article", "8")) is None
    assert addresses.reach(ARTICLES) == ("第一条", "第三条")


def test_a_text_without_articles_is_addressed_by_paragraph():
    outline = nodes("为了做好工作，通知如下。", "请认真落实。")
    assert addresses.find(outline, Place("paragraph", "2"))["text"] == "请认真落实。"
    assert addresses.reach(outline) == ("第一段", "第二段")


def test_a_lone_annex_answers_to_its_number():
    annexed = nodes("第一条 自公布之日起施行。", "附件", "清单")
    assert addresses.find(annexed, Place("annex", "1")) is addresses.find(
        annexed, Place("annex", "")
    )


def test_a_text_of_nothing_numbered_reaches_nowhere():
    assert addresses.reach([]) is None
