"""What an article was, and what its number was, in the texts before."""

from itertools import pairwise

from ckanext.ankang.documents.comparison import compare
from ckanext.ankang.documents.text.structure import parse
from ckanext.ankang.library import history

FINE = "违反规定停放车辆的，由公安机关交通管理部门处五十元罚款。"
PLACE = "车辆应当停放在依法施划的停车泊位以内，不得占用盲道。"
AIM = "为了规范道路停车秩序，保障交通安全畅通，制定本条例。"
END = "本条例自公布之日起施行，原办法同时废止。"


def text(*articles):
    numbers = "一二三四五"
    lines = [f"第{numbers[i]}条 {words}" for i, words in enumerate(articles)]
    return parse(["示例条例", *lines], "示例条例").nodes


OLD = text(AIM, PLACE, FINE, END)
NEW = text(AIM, FINE, END)
NEWEST = text(AIM, FINE.replace("五十", "一百"), END)


def compared(*texts):
    return [
        [
            {
                "relation": row.relation,
                "before": [vars(node) for node in row.before],
                "after": [vars(node) for node in row.after],
            }
            for row in compare(one, two)
        ]
        for one, two in pairwise(texts)
    ]


def steps(rows, at, anchor):
    found = history.of_article(rows, at, {"anchor": anchor})
    return [
        (one.text, [node["anchor"] for node in one.nodes], one.row and one.row["relation"])
        for one in found
    ]


def test_an_article_is_followed_through_all_texts_from_any_of_them():
    rows = compared(OLD, NEW, NEWEST)
    expected = [
        (0, ["article-3"], None),
        (1, ["article-2"], "renumbered"),
        (2, ["article-2"], "changed"),
    ]
    assert steps(rows, 2, "article-2") == expected
    assert steps(rows, 0, "article-3") == expected


def test_an_article_that_went_ends():
    assert steps(compared(OLD, NEW), 0, "article-2") == [(0, ["article-2"], None)]


def test_an_article_of_the_only_text_stands_alone():
    assert steps([], 0, "article-1") == [(0, ["article-1"], None)]


def test_a_number_that_means_another_article_now_says_where_the_old_one_is():
    found = history.renumbered(compared(OLD, NEW), 1, "article-3")
    assert [(one.text, [node["anchor"] for node in one.now]) for one in found] == [
        (0, ["article-2"])
    ]


def test_a_number_whose_article_went_has_nowhere_to_lead():
    assert [one.now for one in history.renumbered(compared(OLD, NEW), 1, "article-2")] == [()]


def test_a_number_that_always_meant_the_same_says_nothing():
    assert history.renumbered(compared(OLD, NEW), 1, "article-1") == []


def test_the_first_text_has_no_history():
    assert history.renumbered(compared(OLD, NEW), 0, "article-1") == []
