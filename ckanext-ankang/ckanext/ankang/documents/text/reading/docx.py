"""DOCX, read from its XML: what Word prints, also where no run of the text holds it.

Automatic numbers are written out, tracked changes taken as accepted, text boxes read where they
are anchored, footnotes gathered at the end, hidden text left out; each is told as a warning.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from ckanext.ankang.tables.markup import attribute, child, local

from .archived import XmlArchive, open_archive
from .errors import DamagedDocument
from .extract import Extract, ReadingLimits
from .grid import table_paragraphs
from .numbering import Numbering, read_numbering

_DELETED = frozenset({"del", "moveFrom"})
_INSERTED = frozenset({"ins", "moveTo"})
# Content controls, links, smart tags and the like: only what is in them counts.
_WRAPPERS = frozenset(
    {"hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "ins", "moveTo", "customXml", "dir"}
    | {"bdo", "drawing", "pict", "object", "inline", "anchor", "graphic", "graphicData", "wsp"}
    | {"shape", "rect", "textbox", "txbx", "group", "wgp", "wpc", "grpSp", "AlternateContent"}
    | {"Choice", "roundrect", "ruby", "rubyBase"}
)
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_BELOW = ("抄送", "主送", "印发", "主题词")


@dataclass
class _Document:
    """The parts of a document that decide what its paragraphs say."""

    numbering: Numbering
    styles: dict[str, Element]
    notes: dict[str, Element]
    cited: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


def read(path: Path, name: str, limits: ReadingLimits) -> Extract:
    """The paragraphs of a DOCX; DamagedDocument when its parts are broken."""
    with open_archive(path, name, limits) as archive:
        body = child(archive.root("word/document.xml"), "body")
        if body is None:
            raise DamagedDocument(name=name, reason="它没有正文部分。请重新导出后提交。")
        document = _Document(
            read_numbering(archive.optional("word/numbering.xml")),
            _styles(archive),
            _notes(archive),
        )
        has_comments = "word/comments.xml" in archive.members
    # Spaces typed for an indent say nothing that the end of a paragraph does not say.
    paragraphs = [text.strip(" \u3000") for text in _blocks(body, document)]
    paragraphs += _cited_notes(document)
    return Extract(paragraphs, "docx", list(_warnings(document, has_comments)))


def _styles(archive: XmlArchive) -> dict[str, Element]:
    root = archive.optional("word/styles.xml")
    return {attribute(one, "styleId"): one for one in (root if root is not None else ())}


def _notes(archive: XmlArchive) -> dict[str, Element]:
    root = archive.optional("word/footnotes.xml")
    return {attribute(one, "id"): one for one in (root if root is not None else ())}


def _blocks(parent: Element, document: _Document) -> Iterator[str]:
    """The paragraphs below an element; a table before any text is a red head, so layout."""
    begun = False
    for element in parent:
        kind = local(element.tag)
        if kind == "p":
            lines = _paragraph(element, document)
        elif kind == "tbl":
            lines = _table(element, document, layout=not begun)
        elif kind in _WRAPPERS:
            lines = list(_blocks(element, document))
        else:
            document.seen["deleted"] += kind in _DELETED
            continue
        begun = begun or any(line.strip() for line in lines)
        yield from lines


def _paragraph(element: Element, document: _Document) -> list[str]:
    """The lines of a paragraph (a soft break ends one), text boxes anchored in it before them."""
    boxes: list[str] = []
    text = "".join(_runs(element, document, boxes))
    if text.strip():
        text = _label(element, document) + text
    return [*boxes, *text.split("\n")] if text or not boxes else boxes


def _runs(parent: Element, document: _Document, boxes: list[str]) -> Iterator[str]:
    for element in parent:
        kind = local(element.tag)
        if kind in _DELETED:
            document.seen["deleted"] += 1
        elif kind == "txbxContent":
            boxes.extend(_blocks(element, document))
        elif kind == "r" and _is_hidden(element):
            document.seen["hidden"] += 1
        elif kind == "t":
            yield element.text or ""
        elif kind in _MARKS:
            is_page = kind == "br" and attribute(element, "type") in ("page", "column")
            yield "" if is_page else _MARKS[kind]
        elif kind == "footnoteReference":
            yield _note_mark(attribute(element, "id"), document)
        elif kind == "sym":
            document.seen["symbols"] += 1
        elif kind == "r" or kind in _WRAPPERS:
            document.seen["inserted"] += kind in _INSERTED
            yield from _runs(element, document, boxes)


def _is_hidden(run: Element) -> bool:
    properties = child(run, "rPr")
    vanish = child(properties, "vanish") if properties is not None else None
    return vanish is not None and attribute(vanish, "val", "1") not in ("0", "false")


def _note_mark(note_id: str, document: _Document) -> str:
    if note_id not in document.notes:
        return ""
    document.cited.append(note_id)
    return f"［注{len(document.cited)}］"


def _cited_notes(document: _Document) -> Iterator[str]:
    for number, note_id in enumerate(list(document.cited), start=1):
        text = "".join(_blocks(document.notes[note_id], document)).strip()
        yield f"注{number}：{text}"


def _label(paragraph: Element, document: _Document) -> str:
    found = _numbered(paragraph, document)
    return document.numbering.label(*found) if found else ""


def _numbered(paragraph: Element, document: _Document) -> tuple[str, int] | None:
    """The list and level of a paragraph: its own, or those of its style or of that style's base."""
    properties = child(paragraph, "pPr")
    style = _of(properties, "pStyle")
    depth = ""
    seen: set[str] = set()
    source, owner = properties, ""
    while True:
        numbers = child(source, "numPr") if source is not None else None
        if numbers is not None:
            depth = depth or _of(numbers, "ilvl")
            if number_id := _of(numbers, "numId"):
                if number_id == "0":
                    return None
                level = (
                    int(depth)
                    if depth.isdecimal()
                    else document.numbering.depth_of_style(number_id, owner)
                )
                return number_id, level
        if not style or style in seen or style not in document.styles:
            return None
        seen.add(style)
        definition, owner = document.styles[style], style
        source, style = child(definition, "pPr"), _of(definition, "basedOn")


def _of(parent: Element | None, name: str) -> str:
    found = child(parent, name) if parent is not None else None
    return attribute(found, "val") if found is not None else ""


def _table(element: Element, document: _Document, *, layout: bool) -> list[str]:
    rows = [
        [
            [text.strip() for text in _blocks(cell, document) if text.strip()]
            for cell in _children(row, "tc")
        ]
        for row in _children(element, "tr")
    ]
    texts = [text for row in rows for cell in row for text in cell]
    if layout or (texts and texts[0].startswith(_BELOW)):
        return texts
    return table_paragraphs(rows)


def _children(parent: Element, name: str) -> Iterator[Element]:
    for element in parent:
        if local(element.tag) == name:
            yield element
        elif local(element.tag) in _WRAPPERS:
            yield from _children(element, name)


def _warnings(document: _Document, has_comments: bool) -> Iterator[str]:
    seen = document.seen
    if seen["deleted"] or seen["inserted"]:
        yield (
            f"文件里有未处理的修订（插入 {seen['inserted']} 处，删除 {seen['deleted']} 处），"
            "已按接受全部修订读取，请与印发件核对。"
        )
    if has_comments:
        yield "文件里有批注，批注没有读取。印发件不应带批注，请核对是否为定稿。"
    if seen["hidden"]:
        yield f"文件里有 {seen['hidden']} 处隐藏文字，没有读取。"
    if seen["symbols"]:
        yield f"文件里有 {seen['symbols']} 个用符号字体写的字符，无法读取，请与原件核对。"
    if document.cited:
        yield f"文件有 {len(document.cited)} 条脚注，已列在正文之后。"
