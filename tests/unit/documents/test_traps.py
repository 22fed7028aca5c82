"""The traps of the corpus that are of the text kind, each with its right outcome (process.md 2)."""

from datetime import date
from pathlib import Path

import pytest

from ckanext.ankang.documents.text.clauses import clauses_of
from ckanext.ankang.documents.text.completeness import against
from ckanext.ankang.documents.text.header import Header, recognise
from ckanext.ankang.documents.text.repairs import Mended, mend
from ckanext.ankang.documents.text.structure import Node, Structure, from_markdown, parse

from .conftest import Lines


def mended(lines: list[str], name: str) -> Mended:
    return mend(lines, name.partition("(")[0])


def structure(lines_of: Lines, name: str) -> Structure:
    return parse(mended(lines_of(name), name).paragraphs, name.partition("(")[0])


def header(lines_of: Lines, name: str) -> Header:
    return recognise(mended(lines_of(name), name).paragraphs, f"{name}.md")


def article(found: Structure, number: str) -> Node:
    return next(node for node in found.nodes if node.kind == "article" and node.number == number)


@pytest.mark.parametrize("day", ["2019-03-02", "2022-03-29"])
def test_1_a_text_that_ends_after_article_3_is_incomplete(lines_of: Lines, day: str) -> None:
    found = structure(lines_of, f"进出口商品检验法实施条例({day})")
    assert not found.complete
    assert "文本到第三条为止" in found.problems[0].sentence


def test_1_a_text_much_smaller_than_the_one_before_is_told(lines_of: Lines) -> None:
    whole = structure(lines_of, "烈士褒扬条例(2024-09-27)").nodes
    assert [problem.sentence[:8] for problem in against(whole[:20], whole)] == ["文本只有前一版本"]
    assert list(against(whole, whole)) == []


def test_2_an_annex_of_continued_tables_has_no_content(lines_of: Lines) -> None:
    found = structure(lines_of, "消费税暂行条例(2008-11-10)")
    assert found.complete
    assert "附件内容缺失" in found.problems[0].sentence


def test_3_a_letter_for_a_digit_is_suspected_and_waits(lines_of: Lines) -> None:
    name = "消费税暂行条例(2008-11-10)"
    asked = mended(lines_of(name), name)
    assert [one.kind for one in asked.suspected] == ["letter-for-digit"]
    assert any("÷(l－比例税率)" in text for text in asked.paragraphs)
    key = asked.suspected[0].key
    accepted = mend(lines_of(name), accepted=[key]).paragraphs
    assert not any("÷(l－" in text for text in accepted)
    assert any("组成计税价格＝(材料成本＋加工费)÷(1－比例税率)" in text for text in accepted)


def test_4_struck_passages_are_not_in_the_text_and_item_numbers_stay(lines_of: Lines) -> None:
    name = "全民所有制工业企业转换经营机制条例(2011-01-08)"
    found = mended(lines_of(name), name)
    assert [repair.kind for repair in found.repairs] == ["struck-passage"] * 6
    assert not any("2011年1月8日删除" in text for text in found.paragraphs)
    items = clauses_of(article(parse(found.paragraphs), "47").text)[0].items
    assert (items[0].number, items[0].text) == (1, "")


def test_5_items_below_an_article_are_no_headings(lines_of: Lines) -> None:
    name = "水路货物运输合同实施细则(2011-01-08)"
    assert [r.kind for r in mended(lines_of(name), name).repairs] == ["struck-passage"]
    found = structure(lines_of, name)
    items = [
        [item.number for clause in clauses_of(node.text) for item in clause.items]
        for node in found.nodes
        if node.kind == "article"
    ]
    assert list(range(1, 12)) in items
    assert all("章" in node.heading for node in found.nodes if node.kind == "chapter")


def test_6_chapters_are_found_and_their_numbers_supplied(lines_of: Lines) -> None:
    found = structure(lines_of, "未成年人网络保护条例(2023-10-16)")
    chapters = [node for node in found.nodes if node.kind == "chapter"]
    assert [chapter.number for chapter in chapters] == list("1234567")
    assert [chapter.supplied for chapter in chapters] == [False] + [True] * 6


def test_7_a_heading_at_the_end_of_article_7_is_that_of_chapter_2(lines_of: Lines) -> None:
    found = structure(lines_of, "烈士褒扬条例(2019-08-01)")
    headings = [(node.number, node.heading) for node in found.nodes if node.kind == "chapter"]
    assert ("2", "烈士的评定") in headings


@pytest.mark.parametrize(
    "name",
    [
        "烟草专卖法实施条例(2021-11-10)",
        "烟草专卖法实施条例(2023-07-20)",
        "国际海运条例(2019-03-02)",
    ],
)
def test_8_a_chapter_title_over_two_lines_is_one(lines_of: Lines, name: str) -> None:
    chapters = [n for n in structure(lines_of, name).nodes if n.kind == "chapter"]
    assert sum("\n" in chapter.heading for chapter in chapters) == 1
    assert [int(chapter.number) for chapter in chapters] == list(range(1, len(chapters) + 1))


def test_9_a_bare_last_heading_is_a_section_without_number(lines_of: Lines) -> None:
    nodes = structure(lines_of, "教师资格条例(1995-12-12)").nodes
    last = next(at for at, node in enumerate(nodes) if node.heading == "附则")
    assert (nodes[last].kind, nodes[last].number) == ("section", "")
    assert nodes[last + 1].number == "23"


def test_10_a_title_repeated_with_a_space_is_dropped_and_noted(lines_of: Lines) -> None:
    lines = lines_of("中国人民解放军实施《药品管理法》办法(2025-04-05)")
    found = mend(lines, "中国人民解放军实施《中华人民共和国药品管理法》办法")
    assert [repair.kind for repair in found.repairs] == ["repeated-title"]


def test_11_paragraphs_without_articles_are_numbered_and_a_lost_character_told(
    lines_of: Lines,
) -> None:
    found = structure(lines_of, "国务院关于进一步完善文化经济政策的若干规定(1996-09-05)")
    assert any(node.anchor == "paragraph-1" for node in found.nodes)
    assert [problem.sentence[:4] for problem in found.problems] == ["疑似缺字"]
    assert "(三)地重点文物" in found.problems[0].sentence


def test_12_a_forwarding_notice_is_a_layer_of_its_own(lines_of: Lines) -> None:
    name = "工资支付暂行规定(1994-12-06)"
    told = header(lines_of, name)
    assert [layer.title for layer in told.layers] == [
        "关于印发《工资支付暂行规定》的通知",
        "工资支付暂行规定",
    ]
    assert (told.issuer, told.document_number) == ("劳动部", "劳部发〔1994〕489号")
    assert told.addressees.startswith("各省、自治区、直辖市")
    assert (told.date_issued, told.date_effective) == (date(1994, 12, 6), date(1995, 1, 1))
    assert told.kind == "部门规范性文件"
    nodes = structure(lines_of, name).nodes
    assert [node.text for node in nodes if node.kind == "closing"] == [
        "劳动部",
        "一九九四年十二月六日",
    ]
    assert {node.layer for node in nodes if node.kind == "article"} == {1}
    assert article(Structure(nodes, []), "1").anchor == "article-1"


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("森林和野生动物类型自然保护区管理办法(1958-07-06)", date(1985, 7, 6)),
        ("水产资源繁殖保护条例(1972-02-10)", date(1979, 2, 10)),
        ("外国人来华登山管理办法(1991-08-28)", date(1991, 8, 29)),
    ],
)
def test_13_14_a_day_in_the_file_name_that_contradicts_is_reported(
    lines_of: Lines, name: str, published: date
) -> None:
    told = header(lines_of, name)
    assert (told.date_published, told.version_day) == (published, published)
    assert f"以题注的 {published} 为准" in told.notes[0]


def test_15_a_change_that_the_history_leaves_out_is_to_be_completed(lines_of: Lines) -> None:
    told = header(lines_of, "不动产登记暂行条例(2019-03-24)")
    assert told.version_day == date(2019, 3, 24)
    assert told.date_published == date(2014, 11, 24)
    assert told.notes[0].startswith("2019-03-24 修改，依据文件未载明")


def test_17_trailing_words_and_lone_brackets_leave_the_history(corpus: Path) -> None:
    histories = [
        line
        for path in corpus.glob("*.md")
        for line in recognise(from_markdown(path.read_text()), path.name).history
    ]
    assert not any(line.endswith(("根据", "）", "　", " ")) for line in histories)
    assert "2016年2月6日 《国务院关于修改部分行政法规的决定》第一次修订" in histories


def test_21_an_annex_that_the_text_names_is_missed(lines_of: Lines) -> None:
    found = structure(lines_of, "反补贴条例(2004-03-31)")
    assert "附件缺失：第四条提到“本条例所附出口补贴清单”" in found.problems[0].sentence


@pytest.mark.parametrize(
    ("name", "issuers", "effective"),
    [
        ("发票管理办法(2023-07-20)", ["财政部"], date(1993, 12, 23)),
        (
            "学校体育工作条例(2017-03-01)",
            ["国家教育委员会", "国家体育运动委员会"],
            date(1990, 3, 12),
        ),
    ],
)
def test_22_the_day_of_promulgation_is_the_first_one(
    lines_of: Lines, name: str, issuers: list[str], effective: date
) -> None:
    told = header(lines_of, name)
    assert told.date_effective == effective
    assert [told.issuer, *told.joint_issuers] == issuers


def test_23_items_of_an_annex_are_counted_and_stars_are_text(lines_of: Lines) -> None:
    nodes = structure(lines_of, "易制毒化学品管理条例(2018-09-18)").nodes
    annexes = [node for node in nodes if node.kind == "annex"]
    items = [item for clause in clauses_of(annexes[0].text) for item in clause.items]
    assert (items[0].number, items[0].text) == (1, "1—苯基—2—丙酮")
    assert items[1].text.startswith("3，4—亚甲基")
    assert any(item.text == "麦角酸*" for item in items)
    last = [node for node in nodes if node.kind == "article"][-1]
    assert len(clauses_of(last.text)) == 2


def test_24_the_rows_of_a_flattened_table_stay_together(lines_of: Lines) -> None:
    found = structure(lines_of, "电力设施保护条例(2011-01-08)")
    clauses = clauses_of(article(found, "10").text)
    first = clauses[0].items[0]
    assert first.text.split("\n")[1:] == [
        "1—10千伏 5米",
        "35—110千伏 10米",
        "154—330千伏 15米",
        "500千伏 20米",
    ]


def test_24_items_restart_in_each_annex(lines_of: Lines) -> None:
    nodes = structure(lines_of, "海洋倾废管理条例(2017-03-01)").nodes
    annexes = [node for node in nodes if node.kind == "annex"]
    assert [annex.number for annex in annexes] == ["1", "2"]
    firsts = [
        next(item for clause in clauses_of(annex.text) for item in clause.items)
        for annex in annexes
    ]
    assert [item.number for item in firsts] == [1, 1]
    assert clauses_of(annexes[1].text)[0].items[0].items[0].text == "砷及其化合物；"


def test_25_items_are_no_paragraphs_and_what_follows_them_is_the_second(lines_of: Lines) -> None:
    found = structure(lines_of, "烈士褒扬条例(2019-08-01)")
    clauses = clauses_of(article(found, "8").text)
    assert [clause.number for clause in clauses] == [1, 2]
    assert [item.number for item in clauses[0].items] == [1, 2, 3, 4, 5]


def test_no_period_of_validity_is_read_from_the_corpus(corpus: Path) -> None:
    periods = {
        recognise(from_markdown(path.read_text()), path.name).period for path in corpus.glob("*.md")
    }
    assert periods == {""}
