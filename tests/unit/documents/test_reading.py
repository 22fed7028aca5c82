"""Files as people send them: what is read, and what is refused with which sentence."""

import re
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.ankang.documents.text.reading import (
    DocumentError,
    Extract,
    ReadingLimits,
    read_document,
    read_fenced,
)
from ckanext.ankang.fence import FenceFailed
from ckanext.ankang.tables.errors import TableError

FILES = Path(__file__).parents[2] / "samples/documents/files"
MEASURES = ["示例办法", "第一条 为了规范管理，制定本办法。", "第二条 本办法自2024年1月1日起施行。"]


def read(name: str) -> Extract:
    return read_document(FILES / name, name)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("empty.docx", "文件是空的"),
        ("bomb-of-zeros.docx", "大得不正常"),
        ("bomb-of-entities.docx", "“word/document.xml”缺失或不完整"),
        ("macros.docx", "文件里有宏"),
        ("javascript.pdf", "PDF 里有脚本"),
        ("locked.docx", "加了密码"),
        ("locked.doc", "加了密码"),
        ("locked.pdf", "加了打开密码"),
        ("cut-in-half.docx", "可能没有传完"),
        ("cut-in-half.doc", "可能没有传完"),
        ("cut-in-half.pdf", "读取程序打不开它"),
        ("cut-in-half.ofd", "可能没有传完"),
        ("workbook-called.docx", "这是 Excel 表格"),
        ("archive-called.docx", "这是压缩包"),
        ("program-called.doc", "这是 Windows 程序"),
    ],
)
def test_a_file_that_cannot_be_a_document_is_refused_in_one_sentence(
    name: str, sentence: str
) -> None:
    with pytest.raises(DocumentError, match=sentence) as refused:
        read(name)
    assert f"“{name}”" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_sentence_comes_out_of_the_fence() -> None:
    with pytest.raises(FenceFailed, match="文件里有宏"):
        read_fenced(
            FILES / "macros.docx",
            "macros.docx",
            memory_bytes=1 << 30,
            seconds=30,
            limits=ReadingLimits(),
        )


def test_an_extract_comes_out_of_the_fence_whole() -> None:
    extract = read_fenced(
        FILES / "scripts.html",
        "scripts.html",
        memory_bytes=1 << 30,
        seconds=30,
        limits=ReadingLimits(),
    )
    assert extract == read("scripts.html")


def test_scripts_of_a_page_are_left_out_and_told() -> None:
    extract = read("scripts.html")
    assert extract.paragraphs == MEASURES
    assert extract.warnings == ["网页里有脚本，已全部去掉，只读取文字。"]


@pytest.mark.parametrize("name", ["gb18030.txt", "utf-16.txt"])
def test_plain_text_is_read_in_its_encoding(name: str) -> None:
    assert read(name).paragraphs[:3] == MEASURES


def test_a_wrong_suffix_is_told_and_the_content_read() -> None:
    extract = read("pdf-called.docx")
    assert extract.kind == "pdf"
    assert extract.warnings[0].startswith("文件名的后缀是“.docx”，内容却是PDF")


def test_plain_text_under_the_name_of_a_word_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_text("\n".join(MEASURES))
    assert read_document(path, "a.docx").warnings == [
        "文件名的后缀是“.docx”，内容却是纯文本，已按内容读取。"
    ]


@pytest.mark.parametrize(("name", "kind"), [("document.wps", "wps"), ("document.rtf", "rtf")])
def test_wps_and_rtf_are_read_through_the_office_program(name: str, kind: str) -> None:
    extract = read(name)
    assert extract.kind == kind
    assert extract.paragraphs[0] == "示例市教育局文件"
    assert extract.warnings == []


def test_automatic_numbers_are_written_out_by_list_and_by_style() -> None:
    paragraphs = read("numbers-by-list-and-style.docx").paragraphs
    assert paragraphs[1] == "第一章\u3000总则"
    assert paragraphs[11:] == [
        "第十条\u3000内容10。",
        "第二章\u3000管理",
        "第十一条\u3000有下列情形之一的：",
        "（一）甲；",
        "（二）乙。",
        "第十二条\u3000自公布之日起施行。",
    ]


def test_tracked_changes_are_read_as_accepted_and_told() -> None:
    extract = read("tracked-changes.docx")
    assert extract.paragraphs == ["示例办法", "第一条 罚款二百元。", "第二条 自公布之日起施行。"]
    assert "插入 2 处，删除 1 处" in extract.warnings[0]


def test_footnotes_stand_at_the_end_and_comments_nowhere() -> None:
    extract = read("footnote-and-comment.docx")
    assert extract.paragraphs[1] == "第一条 补贴标准按基准价［注1］计算。"
    assert extract.paragraphs[-1] == "注1：基准价由市财政局公布。"
    assert not any("这里还要改" in paragraph for paragraph in extract.paragraphs)


def test_hidden_text_does_not_reach_a_reader() -> None:
    extract = read("hidden-text.docx")
    assert extract.paragraphs[1] == "第一条 公开内容。"
    assert extract.warnings == ["文件里有 1 处隐藏文字，没有读取。"]


def test_a_red_head_in_a_text_box_is_read_once_and_first() -> None:
    assert read("red-head-in-text-box.docx").paragraphs[:2] == [
        "示例市人民政府文件",
        "示政发〔2024〕5号",
    ]


def test_a_markdown_table_is_one_paragraph_and_stars_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 示例目录\n\n**一、名单**\n\n| 序号 | 名称 |\n|---|---|\n| 1 | 麻黄素* |\n")
    assert read_document(path, "a.md").paragraphs == [
        "示例目录",
        "一、名单",
        "序号\t名称\n1\t麻黄素*",
    ]


def test_more_text_than_may_be_is_refused_with_both_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("示例文字，超过上限。" * 10)
    with pytest.raises(DocumentError, match="文字有 100 个字，超过上限 50 个字"):
        read_document(path, "a.txt", ReadingLimits(characters=50))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["numbers-by-list-and-style.docx", "footnote-and-comment.docx", "page.ofd"]),
    st.integers(0, 400),
    st.sampled_from(["", "x", "-1", "99999999999", "1 2", "nan", "第"]),
)
def test_a_value_that_makes_no_sense_breaks_no_reader(
    tmp_path_factory: pytest.TempPathFactory, name: str, at: int, value: str
) -> None:
    target = tmp_path_factory.mktemp("odd") / name
    with zipfile.ZipFile(FILES / name) as whole, zipfile.ZipFile(target, "w") as odd:
        for member in whole.namelist():
            text = whole.read(member).decode()
            values = list(re.finditer(r'"[^"<>]*"', text))
            chosen = values[at % len(values)] if values else None
            if chosen:
                text = f'{text[: chosen.start()]}"{value}"{text[chosen.end() :]}'
            odd.writestr(member, text)
    with suppress(DocumentError, TableError):
        assert read_document(target, name).kind == target.suffix[1:]
