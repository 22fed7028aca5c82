"""A text as DOCX and PDF, opened again and read back."""

import io
import subprocess
import unicodedata
import zipfile
from dataclasses import asdict, replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.ankang.documents.text.structure import from_markdown, parse, squeeze
from ckanext.ankang.renditions import pages, sheet, word
from ckanext.ankang.renditions.sheet import Imprint, Sheet, clean, sheet_of

SAMPLES = Path(__file__).parents[2] / "samples/documents"
DISCLAIMER = "由本库生成，与原件不一致的，以原件为准"
IMPRINT = Imprint(
    disclaimer=DISCLAIMER,
    version="文本日期：2024年10月17日",
    address="https://data.example.gov.cn/document/chengshi",
    page="第 {page} 页，共 {pages} 页",
    about="关于这个文本",
    facts=[("标题", "城市公共交通条例"), ("发文字号", "国务院令第793号")],
)
EVIL = "<script>alert(1)</script>&\u202e\x00\x0b\ufffe{page}《通知》"


def a_sheet(name: str = "sound.md", title: str = "城市公共交通条例") -> Sheet:
    structure = parse(from_markdown((SAMPLES / name).read_text()), title)
    return sheet_of(title, "国务院", [asdict(node) for node in structure.nodes], IMPRINT)


def evil_sheet() -> Sheet:
    node = {"kind": "article", "heading": "第一条", "text": EVIL, "anchor": "article-1"}
    imprint = replace(IMPRINT, version=EVIL, facts=[(EVIL, EVIL)])
    return sheet_of(EVIL, EVIL, [node], imprint)


def words_of_docx(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    return "".join(paragraph.text for paragraph in document.paragraphs)


def words_of_pdf(content: bytes, tmp_path: Path) -> str:
    (tmp_path / "a.pdf").write_bytes(content)
    command = ["pdftotext", "-raw", tmp_path / "a.pdf", "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def words_of(a: Sheet) -> list[str]:
    return [squeeze(block.lead + block.text) for block in a.blocks]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.md")), ids=lambda path: path.stem)
def test_a_docx_says_every_word_of_the_text_in_its_order(path: Path) -> None:
    made = a_sheet(path.name, "")
    assert squeeze(words_of_docx(word.write(made))).startswith("".join(words_of(made)))


def test_a_pdf_says_every_word_of_the_text_in_its_order(tmp_path: Path) -> None:
    made = a_sheet()
    lines = words_of_pdf(pages.write(made), tmp_path).splitlines()
    own = [line for line in lines if DISCLAIMER not in line and IMPRINT.address not in line]
    assert squeeze("".join(own)).startswith("".join(words_of(made)))


def test_both_say_on_every_page_that_the_original_prevails(tmp_path: Path) -> None:
    content = pages.write(a_sheet())
    read = words_of_pdf(content, tmp_path)
    total = read.count("\f")
    assert total > 1
    assert read.count(DISCLAIMER) == total
    assert read.count(IMPRINT.address) == total
    assert f"第 {total} 页，共 {total} 页" in read
    footer = docx.Document(io.BytesIO(word.write(a_sheet()))).sections[0].footer
    assert DISCLAIMER in footer.paragraphs[0].text
    assert [run.text for run in footer._element.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("write", [word.write, pages.write])
def test_the_same_sheet_makes_the_same_bytes(write) -> None:
    assert write(a_sheet()) == write(a_sheet())


def test_a_title_with_a_script_and_format_characters_is_harmless_text(tmp_path: Path) -> None:
    read = words_of_pdf(pages.write(evil_sheet()), tmp_path)
    shown = words_of_docx(word.write(evil_sheet()))
    assert "<script>alert(1)</script>" in squeeze(read)
    assert "<script>alert(1)</script>&{page}《通知》" in shown
    assert not set("\u202e\x00\ufffe") & set(read + shown)


def test_no_address_but_our_own_is_ever_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p { color: red }")
    fetcher = pages.OwnAssets()
    for address in (secret.as_uri(), "http://127.0.0.1/", "data:,x", "asset:../views.py"):
        with pytest.raises(pages.ForeignAddress):
            fetcher.fetch(address)


def test_contents_lead_to_chapters_and_articles() -> None:
    document = docx.Document(io.BytesIO(word.write(a_sheet())))
    levels = document.element.body.iter(qn("w:outlineLvl"))
    marks = [one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))]
    assert {level.get(qn("w:val")) for level in levels} >= {"0", "2"}
    assert "article_1" in marks
    assert len(marks) == len(set(marks))


def test_a_pdf_lists_its_articles_as_bookmarks(tmp_path: Path) -> None:
    from weasyprint import HTML

    made = HTML(string=pages._html(a_sheet()), url_fetcher=pages.OwnAssets()).render()
    labels = [label for page in made.pages for _level, label, *_rest in page.bookmarks]
    assert "第一条" in labels
    assert not any("。" in label for label in labels)


def test_no_macro_script_or_link_outwards_is_in_a_file() -> None:
    with zipfile.ZipFile(io.BytesIO(word.write(evil_sheet()))) as archive:
        joined = b"".join(archive.read(name) for name in archive.namelist())
        assert not any("vba" in name.lower() for name in archive.namelist())
    assert b'TargetMode="External"' not in joined
    printed = pages.write(evil_sheet())
    assert b"/JavaScript" not in printed
    assert b"/URI" not in printed


def test_a_forwarded_document_keeps_its_own_title_below_the_notice() -> None:
    nodes = [
        {"kind": kind, "heading": "", "text": text, "anchor": f"{kind}-{at}"}
        for at, (kind, text) in enumerate(
            [("title", "转发通知"), ("paragraph", "现转发。"), ("title", "某某办法")]
        )
    ]
    made = sheet_of("转发通知", "", nodes, IMPRINT)
    assert [(block.style, block.text) for block in made.blocks] == [
        (sheet.TITLE, "转发通知"),
        (sheet.BODY, "现转发。"),
        (sheet.TITLE, "某某办法"),
    ]


def test_history_above_the_text_is_a_note_and_no_paragraph() -> None:
    lines = [
        "2001年6月15日 国务院令第306号公布",
        "（2023年12月11日修订）",
        "各县、市、区人民政府：",
    ]
    nodes = [
        {"kind": kind, "heading": "", "text": text, "anchor": f"{kind}-{at}"}
        for at, (kind, text) in enumerate([("title", "细则"), *(("preamble", n) for n in lines)])
    ]
    styles = [block.style for block in sheet_of("细则", "", nodes, IMPRINT).blocks]
    assert styles == [sheet.TITLE, sheet.NOTE, sheet.NOTE, sheet.BODY]


@given(st.text())
@settings(max_examples=300)
def test_cleaning_drops_what_no_print_shows_and_nothing_else(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept
    printed = [c for c in text if unicodedata.category(c)[0] in "LNPSZM"]
    assert [c for c in kept if unicodedata.category(c)[0] in "LNPSZM" and c != " "] == [
        c for c in printed if c != " "
    ]


@given(st.lists(st.text(max_size=30), max_size=4))
@settings(max_examples=30, deadline=None)
def test_whatever_the_text_a_docx_can_be_opened_again(texts: list[str]) -> None:
    nodes = [
        {"kind": "paragraph", "heading": "", "text": text, "anchor": f"paragraph-{at}"}
        for at, text in enumerate(texts)
    ]
    made = sheet_of("标题", "机关", nodes, IMPRINT)
    assert squeeze("".join(words_of(made))) in squeeze(words_of_docx(word.write(made)))


def test_a_change_of_any_word_makes_another_digest() -> None:
    other = replace(a_sheet(), imprint=replace(IMPRINT, version="文本日期：2025年1月1日"))
    assert a_sheet().digest == a_sheet().digest
    assert other.digest != a_sheet().digest
