"""The lists of 清理 notices: every line is an entry or is told as one that was not understood."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.ankang.documents.text.reading import ReadingLimits, read_document
from ckanext.ankang.documents.text.repairs import mend
from ckanext.ankang.documents.text.structure import parse, squeeze
from ckanext.ankang.documents.texts import Text
from ckanext.ankang.validity.lists import Doubt, Entry, lists
from ckanext.ankang.validity.reading import read

MUNICIPAL = Path(__file__).parents[2] / "samples/documents/municipal/municipal.tar.xz"
TITLE = "示例市人民政府关于公布行政规范性文件清理结果的通知"
HEAD = (TITLE, "各县（区）人民政府：", "现将清理结果通知如下。", "示例市人民政府", "2024年7月1日")


def of(*annex: str, title: str = TITLE) -> tuple[list[Entry], list[Doubt]]:
    return lists(title, parse([*HEAD, "附件1", *annex], title))


@pytest.mark.parametrize("kind", ["docx", "doc"])
def test_three_lists_in_tables_are_read_row_by_row(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"notice.{kind}"
    with tarfile.open(MUNICIPAL) as archive:
        stream = archive.extractfile(f"cleanup-notice-three-lists.{kind}")
        assert stream is not None
        path.write_bytes(stream.read())
    extract = read_document(path, path.name, ReadingLimits(2_000_000, 1_000))
    entries, doubts = lists(TITLE, parse(mend(extract.paragraphs).paragraphs, TITLE))
    assert doubts == []
    assert [(one.kind, one.outcome, one.number) for one in entries] == [
        ("reviewed", "continues", "示政发〔2021〕3号"),
        ("reviewed", "continues", "示政发〔2022〕9号"),
        ("declared_lapsed", "", "示政发〔2014〕20号"),
        ("declared_lapsed", "", "示政发〔2009〕6号"),
        ("reviewed", "to_change", "示政发〔2020〕11号"),
    ]
    assert entries[4].title == "示例市人民政府关于印发《示例市人才公寓管理办法》的通知"


def test_numbered_lines_are_entries_too() -> None:
    lines = ["废止的行政规范性文件目录（2件）"]
    lines += ["1.《示例市人民政府关于印发〈示例办法〉的通知》（示政发〔2011〕8号）"]
    lines += ["2．示例市人民政府关于加强农村公路管理的意见（示政发[2013]17号）"]
    entries, doubts = of(*lines)
    assert doubts == []
    assert [(one.kind, one.title, one.number) for one in entries] == [
        ("repealed", "示例市人民政府关于印发〈示例办法〉的通知", "示政发〔2011〕8号"),
        ("repealed", "示例市人民政府关于加强农村公路管理的意见", "示政发〔2013〕17号"),
    ]


def test_two_lists_in_one_annex_have_an_outcome_each() -> None:
    entries, _doubts = of(
        *("废止的文件目录", "1.《示例甲办法》", "宣布失效的文件目录", "1.《示例乙办法》")
    )
    assert [(one.kind, one.title) for one in entries] == [
        ("repealed", "示例甲办法"),
        ("declared_lapsed", "示例乙办法"),
    ]


def test_a_line_that_is_no_entry_is_told() -> None:
    entries, (doubt,) = of("废止的文件目录", "1.《示例甲办法》", "以上文件由各起草单位负责清理")
    assert len(entries) == 1
    assert doubt.code == "unread"
    assert "以上文件由各起草单位负责清理" in doubt.sentence


def test_a_count_that_does_not_fit_is_told() -> None:
    _entries, (doubt,) = of("继续有效的文件目录（共3件）", "1.《示例甲办法》", "2.《示例乙办法》")
    assert doubt.sentence == "“继续有效的文件目录”写明共 3 件，读出 2 件，请核对。"


def test_a_list_that_says_two_things_says_none() -> None:
    entries, (doubt,) = of("废止和宣布失效的文件目录", "1.《示例甲办法》")
    assert entries == []
    assert doubt.code == "outcome"


def test_a_document_on_two_lists_is_told() -> None:
    _entries, (doubt,) = of(
        *("废止的文件目录", "1.《示例甲办法》", "继续有效的文件目录", "1.《示例甲办法》")
    )
    assert doubt.code == "twice"


def test_a_catalogue_of_something_else_is_no_list() -> None:
    title = "示例市人民政府关于印发示例管理办法的通知"
    assert of("禁止使用的农药目录", "1.《示例甲办法》", title=title) == ([], [])


WORDS = st.text("示例废止办法《》（）〔〕号1234.、\t ", min_size=1, max_size=30)


@given(st.lists(WORDS, max_size=12))
def test_no_line_below_the_head_of_a_list_is_lost(lines: list[str]) -> None:
    entries, doubts = of("废止的文件目录", "1.《示例甲办法》", *lines)
    told = "".join([*(one.clause for one in entries), *(one.fields["line"] for one in doubts)])
    assert entries[0].title == "示例甲办法"
    assert [line for line in lines if squeeze(line) not in squeeze(told)] == []


def test_what_a_list_says_is_proposed_from_the_day_of_the_notice() -> None:
    annex = ("附件1", "废止的文件目录", "1.《示例甲办法》（示政发〔2011〕8号）", "看不懂的一行")
    header = {"title": TITLE, "kind": "other", "date_published": "2024-07-01"}
    found = read(header, [Text((*HEAD, *annex))])
    (deed,) = found.deeds
    assert (deed.kind, str(deed.day), deed.title, deed.number, deed.proposed) == (
        *("repealed", "2024-07-01", "示例甲办法", "示政发〔2011〕8号", True),
    )
    assert any("看不懂的一行" in said for said in found.events[0].detail.conflicts)
