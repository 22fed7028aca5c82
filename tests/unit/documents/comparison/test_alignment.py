"""What becomes of articles, one case each; and what holds for any two texts."""

from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents.comparison import Row, compare
from ckanext.ankang.documents.text.structure import Node, parse

LIBRARY = "公共图书馆应当免费向社会公众开放阅览室和自习室，开放时间不得少于每周五十六小时。"
PARKING = "停车场经营者应当在显著位置公示收费标准，并对残疾人机动车停放给予优惠。"
DOGS = "饲养犬只的居民应当到公安机关办理养犬登记，犬只每年注射狂犬病疫苗一次。"
TREES = "砍伐城市树木必须经城市绿化行政主管部门批准，并按照国家有关规定补植树木。"
EFFECT = "本办法自2024年1月1日起施行。"


def text(*articles: str) -> list[Node]:
    numerals = "一二三四五六七八九"
    lines = [f"第{numeral}条 {words}" for numeral, words in zip(numerals, articles, strict=False)]
    return parse(["示例市某事管理办法", *lines], "示例市某事管理办法").nodes


def relations(rows: list[Row]) -> list[tuple[str, str, str]]:
    return [
        (
            row.relation,
            "+".join(n.number for n in row.before),
            "+".join(n.number for n in row.after),
        )
        for row in rows
    ]


def test_an_article_put_in_front_renumbers_those_behind_it() -> None:
    rows = compare(text(LIBRARY, PARKING), text(DOGS, LIBRARY, PARKING))
    assert relations(rows) == [
        ("added", "", "1"),
        ("renumbered", "1", "2"),
        ("renumbered", "2", "3"),
    ]


def test_a_removed_article_stands_where_it_was() -> None:
    rows = compare(text(LIBRARY, DOGS, PARKING), text(LIBRARY, PARKING))
    assert relations(rows) == [("same", "1", "1"), ("removed", "2", ""), ("renumbered", "3", "2")]


def test_brackets_spaces_and_widths_are_no_change() -> None:
    printed = "经营者（以下简称“经营人”）应当于２日内，依照《办法》办理（一）登记。"
    typed = "经营者 (以下简称「经营人」)应当于2日内,依照〈办法〉办理(一)登记。"
    assert relations(compare(text(printed), text(typed))) == [("same", "1", "1")]


def test_another_article_cited_by_number_is_told_apart_from_a_change_of_words() -> None:
    before = "违反本办法第二十一条第（三）项规定的，由城市管理部门处200元罚款。"
    after = "违反本办法第十八条第（四）项规定的，由城市管理部门处200元罚款。"
    assert relations(compare(text(before), text(after))) == [("references", "1", "1")]
    after = after.replace("200", "300")
    assert relations(compare(text(before), text(after))) == [("changed", "1", "1")]


def test_an_article_that_jumped_over_others_has_moved() -> None:
    rows = compare(text(LIBRARY, PARKING, DOGS, TREES), text(TREES, LIBRARY, PARKING, DOGS))
    assert ("moved", "4", "1") in relations(rows)


def test_an_article_cut_in_two_is_split() -> None:
    rows = compare(text(LIBRARY + PARKING, EFFECT), text(LIBRARY, PARKING, EFFECT))
    assert relations(rows)[0] == ("split", "1", "1+2")


def test_two_articles_made_one_are_merged() -> None:
    rows = compare(text(LIBRARY, PARKING, EFFECT), text(LIBRARY + PARKING, EFFECT))
    assert relations(rows)[0] == ("merged", "1+2", "1")


def test_chapters_are_compared_by_their_names() -> None:
    before = parse(["第一章 总则", f"第一条 {LIBRARY}", "第二章 附则", f"第二条 {EFFECT}"]).nodes
    after = parse(
        [
            "第一章 总则",
            f"第一条 {LIBRARY}",
            "第二章 监督",
            f"第二条 {DOGS}",
            "第三章 附则",
            f"第三条 {EFFECT}",
        ]
    ).nodes
    chapters = [
        row for row in compare(before, after) if (row.after or row.before)[0].kind == "chapter"
    ]
    assert relations(chapters) == [("same", "1", "1"), ("added", "", "2"), ("renumbered", "2", "3")]


def test_paragraphs_without_numbers_are_not_renumbered() -> None:
    before = parse(["通知", LIBRARY, PARKING], "通知").nodes
    after = parse(["通知", DOGS, LIBRARY, PARKING], "通知").nodes
    assert [row.relation for row in compare(before, after)] == ["added", "same", "same"]


articles = st.lists(
    st.text(st.sampled_from("市县政府应当办理登记公示收费标准，。（一）第条"), max_size=30),
    max_size=9,
).map(lambda lines: text(*lines))


@given(articles)
def test_any_text_compared_with_itself_is_the_same(nodes: list[Node]) -> None:
    assert all(row.relation == "same" and row.before == row.after for row in compare(nodes, nodes))


@given(articles, articles)
def test_every_piece_of_both_texts_stands_in_one_row(old: list[Node], new: list[Node]) -> None:
    rows = compare(old, new)
    for side, nodes in (("before", old), ("after", new)):
        placed = [node.anchor for row in rows for node in getattr(row, side)]
        assert sorted(placed) == sorted(n.anchor for n in nodes if n.kind == "article")
