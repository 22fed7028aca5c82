"""The structure of documents, against the defects that real ones have."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents.text.repairs import mend
from ckanext.ankang.documents.text.structure import Structure, from_markdown, parse, squeeze

SAMPLES = Path(__file__).parents[2] / "samples/documents"


def read(name: str, title: str = "") -> Structure:
    return parse(from_markdown((SAMPLES / name).read_text()), title)


def headings(structure: Structure, kind: str) -> list[tuple[str, str]]:
    return [(node.number, node.heading) for node in structure.nodes if node.kind == kind]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.md")), ids=lambda path: path.stem)
def test_no_character_of_a_real_document_is_lost(path: Path) -> None:
    paragraphs = from_markdown(path.read_text())
    assert squeeze(parse(paragraphs).text) == squeeze("".join(paragraphs))


LINE = st.one_of(
    st.text(
        "总则附件表一二三第十条章节编之、。：（）()〔〕 \u3000\u200b1a", min_size=1, max_size=30
    ),
    st.builds(
        "第{}{}{}{}".format,
        st.sampled_from(["一", "二", "三", "十", "12", "一百零一"]),
        st.sampled_from("编章节条"),
        st.sampled_from(["", " ", "\u3000", "之一 "]),
        st.sampled_from(["总 则", "为了规范管理，制定本条例。", "规定的事项", ""]),
    ),
    st.sampled_from(["附：", "附件1", "附表", "2022年7月13日", "抄送：市委办公室。", "附则"]),
)


@given(st.lists(LINE, max_size=25), st.sampled_from(["", "总则", "第一条"]))
def test_no_character_is_lost_whatever_stands_there(lines: list[str], title: str) -> None:
    assert squeeze(parse(lines, title).text) == squeeze("".join(lines))


@given(st.lists(LINE, max_size=25))
def test_every_anchor_leads_to_one_place(lines: list[str]) -> None:
    anchors = [node.anchor for node in parse(lines).nodes]
    assert len(anchors) == len(set(anchors))


def test_a_sound_document_has_chapters_articles_and_no_problems() -> None:
    structure = read("sound.md", "城市公共交通条例")
    assert structure.title == "城市公共交通条例"
    assert headings(structure, "chapter")[0] == ("1", "第一章 总 则")
    assert structure.complete
    assert structure.problems == []
    assert [node.anchor for node in structure.nodes if node.kind == "article"][2] == "article-3"


def test_a_text_cut_off_with_perfect_numbering_is_incomplete() -> None:
    structure = read("cut-off-after-article-3.md", "进出口商品检验法实施条例")
    assert not structure.complete
    assert "文本不完整" in structure.problems[0].sentence


def test_a_missing_article_makes_the_text_incomplete() -> None:
    structure = parse(["办法", "第一条 甲。", "第三条 自发布之日起施行。"])
    assert not structure.complete
    assert structure.problems[0].sentence == "文本不完整：第一条之后直接是第三条。"


def test_an_inserted_article_is_no_gap() -> None:
    structure = parse(["办法", "第一条 甲。", "第一条之一 乙。", "第二条 自发布之日起施行。"])
    assert structure.complete
    assert [node.anchor for node in structure.nodes][2] == "article-1-1"


def test_a_line_that_cites_an_article_does_not_begin_one() -> None:
    structure = parse(
        ["办法", "第一条 下列事项：", "第三条规定的事项。", "第二条 自公布之日起施行。"]
    )
    assert [number for number, _ in headings(structure, "article")] == ["1", "2"]


def test_lost_chapter_headings_are_found_and_their_numbers_marked() -> None:
    structure = read("chapter-headings-lost.md")
    chapters = [node for node in structure.nodes if node.kind == "chapter"]
    assert [chapter.number for chapter in chapters] == list("1234567")
    assert chapters[1].heading == "网络素养促进"
    assert [chapter.supplied for chapter in chapters] == [False] + [True] * 6


def test_a_heading_at_the_end_of_an_article_becomes_the_chapter() -> None:
    assert ("2", "烈士的评定") in headings(read("heading-at-end-of-article.md"), "chapter")


def test_a_chapter_title_over_two_lines_is_one() -> None:
    chapters = headings(read("chapter-title-over-two-lines.md"), "chapter")
    assert chapters[3][1] == "第四章 外商投资经营国际海上运输\n及其辅助性业务的特别规定"


def test_a_bare_last_heading_is_a_section_without_number() -> None:
    structure = read("last-heading-without-number.md")
    assert headings(structure, "section") == [("", "附则")]


def test_an_annex_without_content_is_reported_and_does_not_block() -> None:
    structure = read("annex-without-content.md")
    assert structure.complete
    assert "附件内容缺失" in structure.problems[0].sentence


def test_an_annex_that_is_named_but_absent_is_reported() -> None:
    structure = read("annex-named-but-absent.md")
    assert "附件缺失：第四条提到“本条例所附出口补贴清单”" in structure.problems[0].sentence


def test_items_of_an_annex_are_no_headings() -> None:
    annexes = [node for node in read("annex-items-like-decimals.md").nodes if node.kind == "annex"]
    assert len(annexes) == 1
    assert "1．1—苯基—2—丙酮" in annexes[0].text


def test_a_document_without_articles_has_numbered_paragraphs() -> None:
    structure = read("without-articles.md")
    assert structure.complete
    assert structure.nodes[-1].anchor.startswith("paragraph-")


def test_a_forwarding_notice_stands_before_the_articles() -> None:
    structure = read("forwarding-notice-above.md", "工资支付暂行规定")
    assert "劳部发〔1994〕489号" in structure.preamble
    assert headings(structure, "article")[0][0] == "1"


def test_a_title_alone_is_no_text() -> None:
    structure = parse(["安康市人民政府公告"])
    assert not structure.complete


def test_the_notice_shows_its_outline_and_signature() -> None:
    title = "安康市人民政府办公室关于开展政府网站和政务新媒体服务能力提升行动的通知"
    lines = (SAMPLES / "broken-lines-and-doubled-tail.txt").read_text().splitlines()
    structure = parse(mend(lines, title).paragraphs, title)
    assert [heading for _, heading in headings(structure, "chapter")] == [
        "一、工作目标",
        "二、重点任务",
        "三、工作要求",
    ]
    assert [node.text for node in structure.nodes if node.kind == "closing"] == [
        "安康市人民政府办公室",
        "2022年7月13日",
        "抄送：市委办公室、市人大常委会办公室、市政协办公室。",
    ]


def test_a_signature_after_the_last_article_is_not_part_of_it() -> None:
    lines = ["办法", "第一条 自公布之日起施行。", "安康市人民政府", "2024年1月5日"]
    structure = parse(lines)
    assert structure.nodes[1].text == "自公布之日起施行。"
    assert [node.kind for node in structure.nodes[2:]] == ["closing", "closing"]
