"""OFD (GB/T 33190): text objects of every page, put in order by where they are printed."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from ckanext.ankang.tables.markup import attribute, local

from .archived import XmlArchive, open_archive
from .errors import DamagedDocument, NotADocument
from .extract import Extract, ReadingLimits
from .placed import Piece, printed_lines

# A line of text where an object does not say its size, and more than any page measures.
_SIZE, _LARGEST = 4.0, 10_000.0


def read(path: Path, name: str, limits: ReadingLimits) -> Extract:
    """The printed lines of all pages in order; pages that are pictures make a scan."""
    with open_archive(path, name, limits) as archive:
        if "OFD.xml" not in archive.members:
            raise DamagedDocument(name=name, reason="它没有入口 OFD.xml。请重新导出后提交。")
        pages = list(_pages(archive))
        if len(pages) > limits.pages:
            reason = f"有 {len(pages)} 页，超过上限 {limits.pages} 页。请拆分后提交。"
            raise NotADocument(name=name, reason=reason)
        printed = [[*_page_pieces(archive, page)] for page in pages]
    if not any(printed):
        warning = "文件没有文字层，是扫描图像：已原样保存，正文需要另行提供或录入。"
        return Extract([], "ofd", [warning], scanned=True)
    empty = [str(number) for number, pieces in enumerate(printed, start=1) if not pieces]
    warnings = [f"第 {'、'.join(empty)} 页没有文字，请与原件核对。"] if empty else []
    return Extract(printed_lines(printed), "ofd", warnings)


def _pages(archive: XmlArchive) -> Iterator[list[str]]:
    """For each page the members that print on it: its template, if any, then its own content."""
    for body in _found(archive.root("OFD.xml"), "DocBody"):
        root = next((one.text or "" for one in _found(body, "DocRoot")), "").strip()
        member = root.lstrip("/")
        folder = posixpath.dirname(member)
        document = archive.root(member)
        templates = {
            attribute(one, "ID"): _member(folder, attribute(one, "BaseLoc"))
            for one in _found(document, "TemplatePage")
        }
        for pages in _found(document, "Pages"):
            for page in _found(pages, "Page"):
                own = _member(folder, attribute(page, "BaseLoc"))
                used = [
                    templates[attribute(one, "TemplateID")]
                    for one in _found(archive.root(own), "Template")
                    if attribute(one, "TemplateID") in templates
                ]
                yield [*used, own]


def _member(folder: str, location: str) -> str:
    absolute = location.startswith("/")
    return location.lstrip("/") if absolute else posixpath.normpath(f"{folder}/{location}")


def _page_pieces(archive: XmlArchive, members: list[str]) -> Iterator[Piece]:
    for member in members:
        for element in _found(archive.root(member), "TextObject"):
            yield from _pieces(element)


def _pieces(element: Element) -> Iterator[Piece]:
    """The runs of a text object; positions are relative to its boundary, in millimetres."""
    left, top, width, _ = _floats(attribute(element, "Boundary"), 4)
    size = _floats(attribute(element, "Size"), 1)[0] or _SIZE
    for code in (one for one in element if local(one.tag) == "TextCode"):
        text = (code.text or "").strip()
        x = left + _floats(attribute(code, "X"), 1)[0]
        # Y is that of the baseline.
        y = top + _floats(attribute(code, "Y"), 1)[0]
        if text:
            yield Piece(x, y - size, max(left + width, x), y, text)


def _floats(text: str, count: int) -> list[float]:
    """So many numbers of an attribute; 0 for each that is absent or no place on a page."""
    values = [0.0] * count
    for at, part in enumerate(text.split()[:count]):
        try:
            value = float(part)
        except ValueError:
            continue
        values[at] = value if abs(value) < _LARGEST else 0.0
    return values


def _found(root: Element, name: str) -> Iterator[Element]:
    return (one for one in root.iter() if local(one.tag) == name)
