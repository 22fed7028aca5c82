"""The way of an article through several versions."""

from itertools import pairwise

from ckanext.ankang.documents.comparison import compare
from ckanext.ankang.documents.comparison.successors import trace

from .conftest import Texts
from .test_alignment import DOGS, EFFECT, LIBRARY, PARKING, text


def test_an_article_is_followed_through_every_version(regulation: Texts) -> None:
    texts = [
        regulation(f"道路运输条例({day})") for day in ("2019-03-02", "2022-03-29", "2023-07-20")
    ]
    rows = [compare(one, two) for one, two in pairwise(texts)]
    steps = trace(rows, "article-72")
    assert [step.after[0].heading for step in steps] == ["第七十二条", "第七十一条"]


def test_the_way_ends_where_the_article_was_removed() -> None:
    one, two, three = text(LIBRARY, DOGS), text(LIBRARY), text(LIBRARY, PARKING)
    steps = trace([compare(one, two), compare(two, three)], "article-2")
    assert [(step.relation, step.after) for step in steps] == [("removed", ())]


def test_an_article_that_was_split_goes_on_as_both() -> None:
    one = text(LIBRARY + PARKING, EFFECT)
    two = text(LIBRARY, PARKING, EFFECT)
    three = text(DOGS, LIBRARY, PARKING, EFFECT)
    steps = trace([compare(one, two), compare(two, three)], "article-1")
    assert [[node.number for node in step.after] for step in steps] == [["1", "2"], ["2", "3"]]
    assert [step.same_words for step in steps] == [True, True]
