"""A sheet as DOCX: styles a reader can change, contents by outline, pages numbered by fields.

The same sheet is the same bytes: members of the archive carry one fixed day.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from . import sheet as _sheet
from .sheet import Block, Sheet

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
SONG, HEI, KAI, FANGSONG = "宋体", "黑体", "楷体", "仿宋"
CENTRE, LEFT, RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
BOTH = WD_ALIGN_PARAGRAPH.JUSTIFY
# Type and size of official documents (GB/T 9704-2012): title 二号, text 三号 with 28 points a line.
# style: (name, type, size, bold, alignment, indent in characters)
STYLES = {
    _sheet.TITLE: ("Title", SONG, 22, True, CENTRE, 0),
    _sheet.NOTE: ("ankang note", KAI, 14, False, CENTRE, 0),
    _sheet.HEADING: ("Heading 1", HEI, 16, False, CENTRE, 0),
    _sheet.SUBHEADING: ("Heading 2", KAI, 16, False, CENTRE, 0),
    _sheet.ANNEX: ("ankang annex", HEI, 16, False, LEFT, 0),
    _sheet.BODY: ("Normal", FANGSONG, 16, False, BOTH, 2),
    _sheet.ADDRESSEES: ("ankang addressees", FANGSONG, 16, False, LEFT, 0),
    _sheet.CLOSING: ("ankang closing", FANGSONG, 16, False, RIGHT, 0),
}
LEADING = Pt(28)


def write(sheet: Sheet) -> bytes:
    """The bytes of a DOCX file."""
    document = docx.Document()
    _set_page(document)
    for style, made in STYLES.items():
        _set_style(document, style, *made)
    for number, block in enumerate(sheet.blocks):
        _add(document, block, number)
    _add_facts(document, sheet)
    _add_footer(document.sections[0].footer, sheet)
    _set_properties(document.core_properties, sheet)
    written = io.BytesIO()
    document.save(written)
    return _undated(written.getvalue())


def _set_page(document: Any) -> None:
    """A4 with the margins of GB/T 9704-2012."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    page.footer_distance = Mm(15)


def _set_style(
    document: Any, style: str, name: str, face: str, size: int, bold: bool, align: Any, indent: int
) -> None:
    styles = document.styles
    known = name in styles
    made = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not known:
        made.base_style = styles["Normal"]
    _set_face(made.font, made.element.get_or_add_rPr(), face)
    made.font.size, made.font.bold, made.font.italic = Pt(size), bold, False
    shape = made.paragraph_format
    shape.alignment, shape.first_line_indent = align, Pt(indent * size)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LEADING
    heads = style in (_sheet.TITLE, _sheet.HEADING, _sheet.SUBHEADING)
    shape.space_before = shape.space_after = Pt(14) if heads else Pt(0)
    shape.keep_with_next = heads or style == _sheet.ANNEX
    _drop(made.element.pPr, "w:pBdr")


def _set_face(font: Any, properties: Any, face: str) -> None:
    """Name the face for Chinese and Latin letters alike; the template's theme would win otherwise."""
    font.name, font.color.rgb = face, docx.shared.RGBColor(0, 0, 0)
    faces = properties.rFonts
    for attribute in list(faces.attrib):
        del faces.attrib[attribute]
    for attribute in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        faces.set(qn(attribute), face)


def _drop(parent: Any, tag: str) -> None:
    for found in parent.findall(qn(tag)) if parent is not None else ():
        parent.remove(found)


def _add(document: Any, block: Block, number: int) -> None:
    paragraph = document.add_paragraph(style=STYLES[block.style][0])
    if block.lead:
        _set_face(
            (lead := paragraph.add_run(f"{block.lead}　")).font, lead._r.get_or_add_rPr(), HEI
        )
    paragraph.add_run(block.text)
    if block.level:
        # What a reader's contents list: chapters, sections and articles.
        paragraph._p.get_or_add_pPr().append(_element("w:outlineLvl", val=str(block.level - 1)))
    if block.anchor:
        _mark(paragraph, block.anchor, number)


def _mark(paragraph: Any, anchor: str, number: int) -> None:
    """A bookmark under the anchor's name: Word allows letters, digits and underscores, 40 of them."""
    name = anchor.replace("-", "_")[:40]
    paragraph._p.insert(1, _element("w:bookmarkStart", id=str(number), name=name))
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))


def _add_facts(document: Any, sheet: Sheet) -> None:
    about = document.add_paragraph(style=STYLES[_sheet.ANNEX][0])
    about.add_run(sheet.imprint.about)
    about.paragraph_format.space_before = LEADING
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for name, value in sheet.imprint.facts:
        cells = table.add_row().cells
        for cell, words in zip(cells, (name, value), strict=True):
            _small(cell.paragraphs[0], words, 10.5)
    for column, width in zip(table.columns, (Mm(38), Mm(118)), strict=True):
        column.width = width


def _add_footer(footer: Any, sheet: Sheet) -> None:
    imprint = sheet.imprint
    first = footer.paragraphs[0]
    _small(first, " · ".join(part for part in (imprint.disclaimer, imprint.version) if part))
    second = footer.add_paragraph()
    _small(second, f"{imprint.address}　")
    before, _, rest = imprint.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    for words, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        _small(second, words)
        if field:
            _field(second, field)
    first.alignment = second.alignment = CENTRE


def _small(paragraph: Any, words: str, size: float = 9) -> Any:
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    shape = paragraph.paragraph_format
    shape.first_line_indent, shape.alignment = Pt(0), LEFT
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    return run


def _field(paragraph: Any, name: str) -> None:
    """A number that the reader's program counts; each part is a run, or its size is lost."""
    for part in (
        _element("w:fldChar", fldCharType="begin"),
        _text_element("w:instrText", name),
        _element("w:fldChar", fldCharType="separate"),
        _text_element("w:t", "1"),
        _element("w:fldChar", fldCharType="end"),
    ):
        _small(paragraph, "")._r.append(part)


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _text_element(tag: str, text: str) -> Any:
    made = OxmlElement(tag)
    made.text = text
    return made


def _set_properties(properties: Any, sheet: Sheet) -> None:
    """Properties hold at most 255 characters (OPC), and nothing of ours that changes daily."""
    properties.title, properties.author = sheet.title[:255], sheet.issuer[:255]
    properties.comments = sheet.imprint.disclaimer[:255]
    properties.language = sheet.imprint.language
    properties.last_modified_by, properties.keywords = "", ""
    properties.created = properties.modified = EPOCH.replace(tzinfo=None)


def _undated(archive: bytes) -> bytes:
    """The same archive with one fixed day on all members."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist()):
            member = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return written.getvalue()
