"""Repairs of extracted text, each of them told."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents.text.plainly import squeeze
from ckanext.ankang.documents.text.repairs import Mended, mend

SAMPLES = Path(__file__).parents[2] / "samples/documents"


@pytest.fixture(scope="module")
def notice() -> Mended:
    return mend((SAMPLES / "broken-lines-and-doubled-tail.txt").read_text().splitlines())


def test_broken_lines_become_paragraphs(notice: Mended) -> None:
    lead = next(text for text in notice.paragraphs if text.startswith("为贯彻落实"))
    assert lead.endswith("助力安康高质量发展。")
    assert "《关于印发2022年政务公开工作要点的通知》（国办发〔2022〕8号）" in lead


def test_every_task_of_the_notice_is_one_paragraph(notice: Mended) -> None:
    numbers = [text.split(".")[0] for text in notice.paragraphs if text[0].isdigit()]
    assert [number for number in numbers if len(number) <= 2] == [str(n) for n in range(1, 21)]


def test_the_title_over_two_lines_is_one(notice: Mended) -> None:
    assert "关于开展政府网站和政务新媒体服务能力提升行动的通知" in notice.paragraphs


def test_the_doubled_tail_is_dropped_and_told(notice: Mended) -> None:
    assert notice.paragraphs[-1] == "抄送：市委办公室、市人大常委会办公室、市政协办公室。"
    assert Counter(repair.kind for repair in notice.repairs)["doubled-tail"] == 38


def test_what_remains_is_the_original_without_the_doubled_tail(notice: Mended) -> None:
    original = (SAMPLES / "broken-lines-and-doubled-tail.txt").read_text()
    head = original.split("\n\t")[0]
    assert squeeze("".join(notice.paragraphs)) == squeeze(head)


def test_every_repair_says_what_it_was_before(notice: Mended) -> None:
    joined = next(repair for repair in notice.repairs if repair.kind == "joined")
    assert squeeze(joined.before) == squeeze(joined.after)
    assert joined.as_dict()["line"] == joined.line


def test_a_repeated_title_is_dropped() -> None:
    lines = (SAMPLES / "title-repeated-with-space.md").read_text().splitlines()
    text = [line.lstrip("# ") for line in lines if "INFO END" not in line]
    mended = mend(text, "中国人民解放军实施《中华人民共和国药品管理法》办法")
    assert [repair.kind for repair in mended.repairs] == ["repeated-title"]


@pytest.mark.parametrize("name", ["sound.md", "without-articles.md", "annex-without-content.md"])
def test_whole_paragraphs_are_left_alone(name: str) -> None:
    lines = (SAMPLES / name).read_text().splitlines()
    assert mend(lines, "").repairs == []


def test_a_signature_equal_to_the_first_line_stays() -> None:
    assert mend(["安康市人民政府", "正文。", "安康市人民政府"]).paragraphs[-1] == "安康市人民政府"


def test_spaces_around_digits_go_and_printed_spaces_stay() -> None:
    lines = ["国办发〔2022〕8 号", "于 2022 年 7 月 13 日", "第一章 总 则", "附件1 名单"]
    mended = mend(lines)
    assert mended.paragraphs == ["国办发〔2022〕8号", "于2022年7月13日", *lines[2:]]
    assert {repair.kind for repair in mended.repairs} == {"spaces"}


@pytest.fixture(scope="module")
def printed() -> list[str]:
    lines = (SAMPLES / "broken-lines-and-doubled-tail.txt").read_text().splitlines()
    return [line for line in lines if line.strip()]


def test_a_repair_that_was_taken_back_is_not_made(printed: list[str]) -> None:
    for repair in mend(printed).repairs[::10]:
        again = mend(printed, rejected={repair.key})
        assert repair.key not in {one.key for one in again.repairs}


def test_with_every_repair_taken_back_the_lines_are_as_they_were_read(printed: list[str]) -> None:
    undone: set[str] = set()
    while more := {repair.key for repair in mend(printed, rejected=undone).repairs}:
        undone |= more
    lines = [line.strip("\u3000 \t") for line in printed]
    assert mend(printed, rejected=undone).paragraphs == lines


def test_a_rejected_repair_is_not_done_and_all_others_are(notice: Mended) -> None:
    lines = (SAMPLES / "broken-lines-and-doubled-tail.txt").read_text().splitlines()
    wrong = next(repair for repair in notice.repairs if repair.kind == "joined")
    without = mend(lines, rejected=[wrong.key])
    assert without.rejected[0] == wrong
    assert wrong.after.split("\n")[0] not in "\n".join(without.paragraphs)
    assert len(without.paragraphs) == len(notice.paragraphs) + 1


def test_with_every_repair_rejected_the_text_is_as_extracted(notice: Mended) -> None:
    lines = (SAMPLES / "broken-lines-and-doubled-tail.txt").read_text().splitlines()
    rejected: set[str] = set()
    while fresh := {repair.key for repair in mend(lines, rejected=rejected).repairs}:
        rejected |= fresh
    bare = mend(lines, rejected=rejected)
    assert bare.paragraphs == [text for line in lines if (text := line.strip(" \t\u3000\f\u200b"))]


@given(st.lists(st.text("第一条附件：。 　\t2024年1l÷(－)\f—3示例", max_size=30), max_size=15))
def test_repairs_can_all_be_undone_whatever_the_text(lines: list[str]) -> None:
    rejected: set[str] = set()
    while fresh := {repair.key for repair in mend(lines, rejected=rejected).repairs}:
        rejected |= fresh
    visible = squeeze("".join(lines))
    assert squeeze("".join(mend(lines, rejected=rejected).paragraphs)) == visible


def test_pages_are_joined_by_indent_and_their_numbers_dropped() -> None:
    full = "市各部门应当按照职责分工做好本办法的实施工作并加强协"
    lines = [f"　　第一条 {full}", "作配合。", "　　　　—1—", f"\f　　第二条 {full}", "作。", "—2—"]
    mended = mend(lines)
    assert mended.paragraphs == [f"第一条 {full}作配合。", f"第二条 {full}作。"]
    assert [r.kind for r in mended.repairs].count("page-noise") == 2
