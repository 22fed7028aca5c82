"""Notes (批注) in the cells of a workbook: putting ours in, taking ours away (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

from .ooxml import (
    MEDIA,
    VML,
    Book,
    SheetPart,
    column_letters,
    column_number,
    with_notes_drawing,
)

# What tells our notes from everybody else's, whoever saved the workbook since.
MARK = "【平台】"
AUTHOR = "安康市公共数据开放平台"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
VML_SPACE, OFFICE_SPACE, EXCEL = (
    f"urn:schemas-microsoft-com:{name}" for name in ("vml", "office:office", "office:excel")
)
# What no XML may hold.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NEW_NOTES, NEW_DRAWING = "xl/commentsAnkang.xml", "xl/drawings/vmlDrawingAnkang.vml"

Cell = tuple[int, int]


def legal(text: str) -> str:
    """The text without what no XML may hold."""
    return ILLEGAL.sub("\ufffd", text)


def add_notes(book: Book, sheet: SheetPart, notes: dict[Cell, str]) -> None:
    """Put a note into each cell (row and column from 1); others' notes there are gone on with."""
    if not notes:
        return
    part, root = _notes(book, sheet)
    author = _author(root)
    there = {one.get("ref"): one for one in _list(root)}
    fresh = {cell: text for cell, text in notes.items() if _reference(cell) not in there}
    for cell, text in notes.items():
        if cell in fresh:
            _note(root, _reference(cell), author, f"{MARK}{text}")
        else:
            _run(_text(there[_reference(cell)]), f"\n{MARK}{text}")
    _list(root)[:] = sorted(_list(root), key=lambda one: _cell(one.get("ref", "A1")))
    book.write_tree(part, root)
    _draw(book, sheet, fresh)


def remove_notes(book: Book, sheet: SheetPart) -> int:
    """Take our notes out of a sheet; how many there were."""
    part = _related(book, sheet, "comments")
    if part is None:
        return 0
    root = book.tree(part)
    gone, cut = [], 0
    for one in list(_list(root)):
        said = "".join(one.itertext())
        if said.lstrip().startswith(MARK):
            gone.append(_cell(one.get("ref", "A1")))
            _list(root).remove(one)
        elif MARK in said:
            _cut(one)
            cut += 1
    if not gone and not cut:
        return 0
    book.write_tree(part, root)
    _erase(book, sheet, gone)
    if not len(_list(root)):
        _clear(book, sheet, part)
    return len(gone) + cut


def _clear(book: Book, sheet: SheetPart, part: str) -> None:
    """Take the parts away that held nothing but our notes."""
    book.remove(part, sheet.part)
    drawing = _related(book, sheet, "vmlDrawing")
    if drawing is None or list(_shapes(book.tree(drawing))):
        return
    ids = {id for id, _, target in book.relations(sheet.part) if target == drawing}
    book.remove(drawing, sheet.part)
    content = book.read(sheet.part)
    for id in ids:
        drawn = re.compile(
            rb'<(?:\w+:)?legacyDrawing\s[^>]*?id="%s"[^>]*?/>' % re.escape(id).encode()
        )
        content = drawn.sub(b"", content)
    book.write(sheet.part, content)


def _related(book: Book, sheet: SheetPart, kind: str) -> str | None:
    found = (target for _, one, target in book.relations(sheet.part) if one == kind)
    return next((target for target in found if book.has(target)), None)


def _notes(book: Book, sheet: SheetPart) -> tuple[str, Any]:
    if part := _related(book, sheet, "comments"):
        return part, book.tree(part)
    spaces: Any = {None: SHEETS}
    root = etree.Element(f"{{{SHEETS}}}comments", nsmap=spaces)
    etree.SubElement(root, f"{{{SHEETS}}}authors")
    etree.SubElement(root, f"{{{SHEETS}}}commentList")
    book.declare(NEW_NOTES, f"{MEDIA}.comments+xml")
    book.relate(sheet.part, "comments", NEW_NOTES)
    return NEW_NOTES, root


def _list(root: Any) -> Any:
    return next(one for one in root if etree.QName(one).localname == "commentList")


def _author(root: Any) -> str:
    """The number of our author, who is entered where he is not."""
    authors = next(one for one in root if etree.QName(one).localname == "authors")
    names = [one.text for one in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, etree.QName(authors, "author")).text = AUTHOR
        names.append(AUTHOR)
    return str(names.index(AUTHOR))


def _note(root: Any, reference: str, author: str, said: str) -> None:
    listed = _list(root)
    one = etree.SubElement(listed, etree.QName(listed, "comment"), ref=reference, authorId=author)
    _run(etree.SubElement(one, etree.QName(listed, "text")), said)


def _text(note: Any) -> Any:
    return next(one for one in note if etree.QName(one).localname == "text")


def _run(text: Any, said: str) -> None:
    run = etree.SubElement(text, etree.QName(text, "r"))
    words = etree.SubElement(run, etree.QName(text, "t"))
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    words.text = legal(said)


def _cut(note: Any) -> None:
    """Take what we added out of somebody's note."""
    ours = False
    for words in [one for one in note.iter() if etree.QName(one).localname == "t"]:
        said = words.text or ""
        words.text = "" if ours else said.partition(MARK)[0].removesuffix("\n")
        ours = ours or MARK in said


def _draw(book: Book, sheet: SheetPart, cells: Iterable[Cell]) -> None:
    """Give each new note its box, hidden until somebody points at the cell."""
    part = _related(book, sheet, "vmlDrawing")
    if part is None:
        part, root = NEW_DRAWING, _drawing()
        book.declare(part, VML)
        id = book.relate(sheet.part, "vmlDrawing", part)
        book.write(sheet.part, with_notes_drawing(book.read(sheet.part), id))
    else:
        root = book.tree(part)
    for number, (row, column) in enumerate(cells, start=1):
        root.append(_box(number, row - 1, column - 1))
    book.write(part, etree.tostring(root, encoding="UTF-8"))


def _drawing() -> Any:
    root = etree.Element("xml", nsmap={"v": VML_SPACE, "o": OFFICE_SPACE, "x": EXCEL})
    shape = etree.SubElement(
        root, f"{{{VML_SPACE}}}shapetype", id="_x0000_t202", coordsize="21600,21600"
    )
    shape.set("path", "m,l,21600r21600,l21600,xe")
    shape.set(f"{{{OFFICE_SPACE}}}spt", "202")
    etree.SubElement(shape, f"{{{VML_SPACE}}}stroke", joinstyle="miter")
    return root


def _box(number: int, row: int, column: int) -> Any:
    style = "position:absolute;width:240pt;height:90pt;z-index:1;visibility:hidden"
    box = etree.Element(
        f"{{{VML_SPACE}}}shape", id=f"ankang_{number}", type="#_x0000_t202", style=style
    )
    box.set("fillcolor", "#ffffe1")
    box.set(f"{{{OFFICE_SPACE}}}insetmode", "auto")
    etree.SubElement(box, f"{{{VML_SPACE}}}fill", color2="#ffffe1")
    data = etree.SubElement(box, f"{{{EXCEL}}}ClientData", ObjectType="Note")
    anchor = f"{column + 1},15,{row},2,{column + 5},15,{row + 5},4"
    for name, text in (("Anchor", anchor), ("AutoFill", "False"), ("Row", row), ("Column", column)):
        etree.SubElement(data, f"{{{EXCEL}}}{name}").text = str(text)
    return box


def _erase(book: Book, sheet: SheetPart, cells: list[Cell]) -> None:
    """Take the boxes of notes away."""
    part = _related(book, sheet, "vmlDrawing")
    if part is None:
        return
    root, gone = book.tree(part), {(row - 1, column - 1) for row, column in cells}
    for shape, cell in _shapes(root):
        if cell in gone:
            shape.getparent().remove(shape)
    book.write(part, etree.tostring(root, encoding="UTF-8"))


def _shapes(root: Any) -> Iterable[tuple[Any, Cell]]:
    """The boxes of notes with their cells, row and column from 0."""
    found = []
    for data in root.iter(f"{{{EXCEL}}}ClientData"):
        if data.get("ObjectType") == "Note":
            row, column = (data.findtext(f"{{{EXCEL}}}{name}") or "0" for name in ("Row", "Column"))
            found.append((data.getparent(), (int(row), int(column))))
    return found


def _reference(cell: Cell) -> str:
    return f"{column_letters(cell[1])}{cell[0]}"


def _cell(reference: str) -> Cell:
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference)
    return (int(found[2]), column_number(found[1].encode())) if found else (1, 1)
