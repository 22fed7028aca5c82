"""Rows of an XLSX workbook, in little memory and mostly by one regular expression.

Sheets as spreadsheet programs write them use a narrow part of XML. Where a block of a sheet is of
that part, one expression takes it apart; the first byte that is not hands the sheet to a parser of
all XML, which goes on after the last row that was told. Both ways give the same cells.

Source: ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).
"""

import posixpath
import re
import zipfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import unescape
from typing import IO, Any
from xml.etree.ElementTree import Element

from .archive import BROKEN_ARCHIVE
from .cells import (
    EPOCH_1900,
    EPOCH_1904,
    column_place,
    duration_cell,
    moment_cell,
    serial_cell,
    text_cell,
)
from .errors import DamagedTable, NotATable, TableError
from .markup import BROKEN_XML, attribute, child, elements, local
from .plain import Row
from .sheets import Notes, Sheet, first_filled, trimmed
from .source import Source

WORKBOOK = "xl/workbook.xml"
BLOCK = 1 << 20
# As many shared strings are kept as objects, which is quicker.
UNPACKED, UNPACKED_BYTES = 500_000, 1 << 25
# No honest row, string, style sheet or list of sheets is longer.
LONGEST_PART = 1 << 26
DATE, DURATION = 1, 2
# Date formats without a text of their own, those of Chinese programs with them (18.8.30).
BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
BUILT_IN_DURATIONS = frozenset({46})
BROKEN: tuple[type[Exception], ...] = (
    *BROKEN_XML,
    *BROKEN_ARCHIVE,
    IndexError,
    ValueError,
    OverflowError,
    StopIteration,
)
DAMAGED = "工作簿内部的内容不完整或不安全。请用表格软件打开后重新另存为 .xlsx。"

_TOKEN = re.compile(
    rb'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]{1,9})")?'
    rb"(?:/>|>(?:<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?(?:<v>([^<]*)</v>|<v/>)?"
    rb'(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    rb"|<row((?: [A-Za-z0-9:]{1,20}=\"[^\"<>]*\")+)/?>"
    rb"|</row>|[ \t\r\n]+"
    rb"|(.)",
    re.DOTALL,
)
_STRING = re.compile(
    rb'(<si>)(?:<t/>|<t(?: xml:space="preserve")?>([^<]*)</t>)(?:<phoneticPr [^<>]*/>)?</si>'
    rb"|(<si/>)|[ \t\r\n]+|(.)",
    re.DOTALL,
)
_NUMBER = re.compile(rb' r="([0-9]{1,7})"')
# A number that is kept as it is written: no more than 15 digits, none of them idle.
_PLAIN = re.compile(rb"(?:[1-9][0-9]{0,8}|0)\.[0-9]{0,5}[1-9]|[1-9][0-9]{0,13}|0")
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_COLUMN = re.compile(rb"<col [^<>]*>")
_MERGED = re.compile(rb'<mergeCell ref="([^"<>]*)"')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What stands in a number format beside its letters: text, conditions, escapes, gaps, fillings.
_NOT_LETTERS = re.compile(r'"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|[\\_*].', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)


class _Unusual(Exception):
    """XML beyond the narrow part."""


def xlsx_rows(source: Source) -> Iterator[Row]:
    """The rows of the first visible sheet that holds data, formulas by value.

    Raises NotATable where no sheet is visible, DamagedTable where the workbook is broken.
    """
    try:
        with zipfile.ZipFile(source.path) as archive:
            yield from first_filled(_sheets(archive, source), source)
    except TableError:
        raise
    except BROKEN as error:
        raise DamagedTable(name=source.name, reason=DAMAGED) from error


def _sheets(archive: zipfile.ZipFile, source: Source) -> list[Sheet]:
    book = _tree(archive, WORKBOOK)
    targets = _targets(archive)
    settings = child(book, "workbookPr")
    epoch = settings is not None and attribute(settings, "date1904") in ("1", "true")
    contents = _Contents(
        strings=_strings(archive, _only(targets, "sharedStrings"), source),
        shapes=_shapes(archive, _only(targets, "styles")),
        epoch=EPOCH_1904 if epoch else EPOCH_1900,
    )
    sheets = child(book, "sheets")
    return [
        Sheet(
            attribute(sheet, "name"),
            attribute(sheet, "state", "visible"),
            partial(_sheet_rows, archive, target, contents),
        )
        for sheet in (sheets if sheets is not None else [])
        for kind, target in [targets[sheet.attrib[_relation(sheet)]]]
        if kind == "worksheet"
    ]


def _relation(sheet: Element) -> str:
    """The attribute `r:id`, beside the `sheetId` of the sheet itself."""
    return next(key for key in sheet.attrib if key.startswith("{") and local(key) == "id")


def _targets(archive: zipfile.ZipFile) -> dict[str, tuple[str, str]]:
    """Kind and member of each part of the workbook, by its relation."""
    members = {member.lower(): member for member in archive.namelist()}
    found = {}
    for part in _tree(archive, "xl/_rels/workbook.xml.rels"):
        path = posixpath.normpath(posixpath.join("/xl", part.get("Target", ""))).lstrip("/")
        kind = part.get("Type", "").rpartition("/")[2]
        found[part.get("Id", "")] = (kind, members.get(path.lower(), path))
    return found


def _only(targets: dict[str, tuple[str, str]], wanted: str) -> str | None:
    return next((target for kind, target in targets.values() if kind == wanted), None)


def _tree(archive: zipfile.ZipFile, member: str) -> Element:
    if archive.getinfo(member).file_size > LONGEST_PART:
        raise ValueError(f"{member} is larger than any honest one")
    with archive.open(member) as stream:
        *_, (_, root) = elements(stream)
    return root


class _PackedStrings(Sequence[str | None]):
    """Shared strings as one run of UTF-8: millions of short ones as objects would not fit."""

    def __init__(self, blocks: Iterable[list[bytes]]) -> None:
        text, ends = bytearray(), array("q", [0])
        for block in blocks:
            for string in block:
                text += string
                ends.append(len(text))
        self.text, self.ends = bytes(text), ends

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, place: Any) -> Any:
        return self.text[self.ends[place] : self.ends[place + 1]].decode() or None


@dataclass(frozen=True)
class _Contents:
    """What the sheets of one workbook share."""

    strings: Sequence[str | None]
    shapes: list[int]
    epoch: datetime

    def cell(
        self, kind: bytes, style: bytes, value: bytes, place: int, row: int, notes: Notes
    ) -> str | None:
        """The text of a cell by its type, its style and its stored value."""
        if kind == b"s":
            return self.strings[int(value)]
        text = value.decode()
        if not text:
            return None
        if kind in (b"", b"n"):
            shape = self.shapes[int(style)] if style else 0
            if shape:
                with suppress(ValueError, OverflowError):
                    return self._moment(text, shape)
            return notes.number(text, place, row)
        if kind == b"b":
            return "true" if text.strip() in ("1", "true") else "false"
        if kind == b"e":
            return notes.error(text, place, row)
        if kind == b"d":
            return moment_cell(datetime.fromisoformat(text))
        return _unescaped(text)

    def _moment(self, number: str, shape: int) -> str:
        return duration_cell(number) if shape == DURATION else serial_cell(number, self.epoch)


def _sheet_rows(
    archive: zipfile.ZipFile, member: str, contents: _Contents, notes: Notes
) -> Iterator[Row]:
    last, noted = 0, Notes()
    with suppress(_Unusual), archive.open(member) as stream:
        for row in _narrow_rows(stream, contents, noted):
            last = row.number
            yield row
        notes.take_over(noted)
        return
    with archive.open(member) as stream:
        yield from (row for row in _parsed_rows(stream, contents, notes) if row.number > last)


def _narrow_rows(stream: IO[bytes], contents: _Contents, notes: Notes) -> Iterator[Row]:
    """Rows by the expression; raises _Unusual at a block that is beyond it."""
    head, rest = _head(stream)
    for column in _COLUMN.findall(head):
        if _HIDDEN.search(column):
            first, last = (
                int(found[1]) if (found := re.search(rb' %s="(\d{1,5})"' % key, column)) else 1
                for key in (b"min", b"max")
            )
            notes.hide_columns(first - 1, last - 1)
    walk = _Walk(contents, notes)
    for block in _blocks(stream, rest, b"</sheetData>", b"</row>"):
        if isinstance(block, _Tail):
            for area in _MERGED.findall(block):
                notes.merge(area.decode())
            break
        yield from walk.rows(_TOKEN.findall(block))
    yield from walk.end()
    while stream.read(BLOCK):
        """To the end, where the checksum is compared."""


class _Tail(bytes):
    """What stands after the rows."""


def _head(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """What stands before the rows, and the first bytes of them."""
    head = stream.read(BLOCK)
    end = head.find(b"<sheetData>")
    start = end + len(b"<sheetData>")
    if end < 0 or b"<!" in head[:end] or not _is_utf8(head[:200]):
        raise _Unusual
    return head[:end], head[start:]


def _is_utf8(head: bytes) -> bool:
    declared = re.search(rb"encoding=[\"']([^\"']+)", head)
    return declared is None or declared[1].lower() in (b"utf-8", b"us-ascii")


def _blocks(stream: IO[bytes], rest: bytes, end: bytes, part: bytes) -> Iterator[bytes]:
    """The text up to `end` in blocks of whole parts, then what follows as a _Tail."""
    while True:
        block = stream.read(BLOCK)
        rest += block
        found = rest.find(end)
        if found >= 0:
            yield rest[:found]
            yield _Tail(rest[found:] + stream.read(BLOCK))
            return
        cut = rest.rfind(part) + len(part)
        if cut >= len(part):
            yield rest[:cut]
            rest = rest[cut:]
        if not block or len(rest) > LONGEST_PART:
            raise _Unusual


class _Walk:
    """From the pieces of a sheet to its rows."""

    def __init__(self, contents: _Contents, notes: Notes) -> None:
        self.contents = contents
        self.notes = notes
        self.number = 0
        self.cells: list[str | None] = []

    def rows(self, pieces: Iterable[tuple[bytes, ...]]) -> Iterator[Row]:
        """The rows that are complete; this loop is what the speed of a workbook is made of."""
        cells, strings, shapes = self.cells, self.contents.strings, self.contents.shapes
        for letters, style, kind, value, inline, row, other in pieces:
            if letters:
                if kind == b"s" and value:
                    cell = strings[int(value)]
                elif not kind and not (style and shapes[int(style)]) and _PLAIN.fullmatch(value):
                    cell = value.decode()
                else:
                    cell = self._cell(letters, style, kind, value, inline)
                if _place(letters) != len(cells):
                    self._leave_gap(cells, letters)
                cells.append(cell)
            elif row:
                if any(cells):
                    yield Row(self.number, trimmed(cells))
                cells = []
                self._begin(row)
            elif other:
                raise _Unusual
        self.cells = cells

    def _cell(
        self, letters: bytes, style: bytes, kind: bytes, value: bytes, inline: bytes
    ) -> str | None:
        if inline:
            return _unescaped(_entities(inline).decode() if b"&" in inline else inline.decode())
        if not value:
            return None
        plain = _entities(value) if b"&" in value else value
        place = _place(letters)
        return self.contents.cell(kind, style, plain, place, self.number, self.notes)

    def _leave_gap(self, cells: list[str | None], letters: bytes) -> None:
        gap = _place(letters) - len(cells)
        if gap < 0:
            raise _Unusual
        cells += [None] * gap

    def _begin(self, row: bytes) -> None:
        found = _NUMBER.search(row)
        self.number = int(found[1]) if found else self.number + 1
        if _HIDDEN.search(row):
            self.notes.hidden_rows.add(self.number)

    def end(self) -> Iterator[Row]:
        """The last row."""
        if any(self.cells):
            yield Row(self.number, trimmed(self.cells))


_PLACES: dict[bytes, int] = {}


def _place(letters: bytes) -> int:
    place = _PLACES.get(letters)
    if place is None:
        place = _PLACES[letters] = column_place(letters.decode())
    return place


def _parsed_rows(stream: IO[bytes], contents: _Contents, notes: Notes) -> Iterator[Row]:
    """Rows by a parser of all XML."""
    number, above = 0, list[Element]()
    for event, element in elements(stream):
        if event == "start":
            above.append(element)
            continue
        above.pop()
        kind = local(element.tag)
        if kind == "row":
            number = int(attribute(element, "r") or number + 1)
            if attribute(element, "hidden") in ("1", "true"):
                notes.hidden_rows.add(number)
            cells = _parsed_cells(element, contents, number, notes)
            if any(cells):
                yield Row(number, cells)
            above[-1].clear()
        elif kind == "col" and attribute(element, "hidden") in ("1", "true"):
            notes.hide_columns(int(element.attrib["min"]) - 1, int(element.attrib["max"]) - 1)
        elif kind == "mergeCell":
            notes.merge(attribute(element, "ref"))


def _parsed_cells(row: Element, contents: _Contents, number: int, notes: Notes) -> list[str | None]:
    cells: dict[int, str | None] = {}
    place = -1
    for element in row:
        if local(element.tag) != "c":
            continue
        letters = re.match("[A-Z]{1,3}", attribute(element, "r"))
        place = column_place(letters[0]) if letters else place + 1
        value, inline = child(element, "v"), child(element, "is")
        kind = attribute(element, "t").encode()
        if value is not None and value.text:
            style = attribute(element, "s").encode()
            cells[place] = contents.cell(kind, style, value.text.encode(), place, number, notes)
        elif inline is not None:
            cells[place] = _unescaped(_rich_text(inline))
    return trimmed([cells.get(place) for place in range(max(cells, default=-1) + 1)])


def _strings(archive: zipfile.ZipFile, member: str | None, source: Source) -> Sequence[str | None]:
    """The shared strings, by the expression or by the parser."""
    if member is None or member not in archive.namelist():
        return []
    if archive.getinfo(member).file_size > source.limits.shared_text_bytes:
        most = source.limits.shared_text_bytes >> 20
        raise NotATable(name=source.name, found=f"工作簿里的文字超过 {most} MB，请改用 CSV")
    with suppress(_Unusual), archive.open(member) as stream:
        return _gathered(_narrow_strings(stream))
    with archive.open(member) as stream:
        return _gathered(_parsed_strings(stream))


def _gathered(blocks: Iterable[list[bytes]]) -> Sequence[str | None]:
    packed = _PackedStrings(blocks)
    return (
        list(packed) if len(packed) <= UNPACKED and len(packed.text) <= UNPACKED_BYTES else packed
    )


def _narrow_strings(stream: IO[bytes]) -> Iterator[list[bytes]]:
    head = stream.read(BLOCK)
    opening = re.search(rb"<sst(?: [^<>]*)?(?<!/)>", head[:4096])
    if opening is None or b"<!" in head[: opening.start()] or not _is_utf8(head[:200]):
        raise _Unusual
    for block in _blocks(stream, head[opening.end() :], b"</sst>", b"</si>"):
        if isinstance(block, _Tail):
            return
        pieces = _STRING.findall(block)
        if any(other for *_, other in pieces):
            raise _Unusual
        yield [_string(text) for opening, text, empty, _ in pieces if opening or empty]


def _string(raw: bytes) -> bytes:
    if b"&" in raw or b"_x" in raw or b"\r" in raw:
        return (_unescaped(_entities(raw).decode()) or "").encode()
    return raw


def _parsed_strings(stream: IO[bytes]) -> Iterator[list[bytes]]:
    above = list[Element]()
    for event, element in elements(stream):
        if event == "start":
            above.append(element)
            continue
        above.pop()
        if local(element.tag) == "si":
            yield [(_unescaped(_rich_text(element)) or "").encode()]
            above[-1].clear()


def _rich_text(element: Element) -> str:
    """Text and its runs, without how it is spoken (`rPh`)."""
    runs = (
        inner if local(inner.tag) == "t" else child(inner, "t")
        for inner in element
        if local(inner.tag) in ("t", "r")
    )
    return "".join(run.text or "" for run in runs if run is not None)


def _shapes(archive: zipfile.ZipFile, member: str | None) -> list[int]:
    """What the number format of each style makes of a number: 0 nothing, DATE, DURATION."""
    if member is None or member not in archive.namelist():
        return [0]
    root = _tree(archive, member)
    formats = child(root, "numFmts")
    own = {
        int(attribute(entry, "numFmtId")): _shape(attribute(entry, "formatCode"))
        for entry in (formats if formats is not None else [])
    }
    styles = child(root, "cellXfs")
    used = [int(attribute(s, "numFmtId", "0")) for s in (styles if styles is not None else [])]
    return [own[number] if number in own else _built_in(number) for number in used] or [0]


def _built_in(number: int) -> int:
    return DURATION if number in BUILT_IN_DURATIONS else DATE * (number in BUILT_IN_DATES)


def _shape(code: str) -> int:
    letters = _NOT_LETTERS.sub("", code.split(";")[0])
    if _ELAPSED.search(letters):
        return DURATION
    return DATE if re.search("[ymdhs]", letters, re.IGNORECASE) else 0


def _entities(raw: bytes) -> bytes:
    """The characters that `&…;` stand for; XML has five names, and no others are defined here."""
    names = re.findall(rb"&([^;]{0,10};?)", raw)
    if not all(re.fullmatch(rb"(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);", n) for n in names):
        raise _Unusual
    return unescape(raw.decode()).encode()


def _unescaped(text: str) -> str | None:
    """Characters that XML cannot hold are written `_x000D_` (ECMA-376 22.9.2.19)."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if int(found[1], 16) else "", text)
    return text_cell(text)
