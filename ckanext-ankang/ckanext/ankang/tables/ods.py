"""Rows of an ODS workbook (OpenDocument 1.3 part 3, chapter 9), read as a stream.

Programs fill a sheet up to its last cell with one repeated empty cell and row; what is repeated is
only written out where something that holds data follows, or is itself repeated.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import count
from xml.etree.ElementTree import Element

from .archive import BROKEN_ARCHIVE
from .cells import clock_cell, moment_cell, text_cell
from .errors import DamagedTable, NotATable, TableError
from .markup import BROKEN_XML, attribute, elements, local
from .plain import Row
from .sheets import CELL_ERRORS, Notes, Sheet, first_filled, trimmed
from .source import Source

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
CELLS = ("table-cell", "covered-table-cell")
ROW_CONTAINERS = ("table", "table-row-group", "table-header-rows", "table-rows")
BROKEN: tuple[type[Exception], ...] = (*BROKEN_XML, *BROKEN_ARCHIVE, IndexError, ValueError)
DAMAGED = "工作簿内部的内容不完整或不安全。请用表格软件打开后另存为 .xlsx。"
_CLOCK = re.compile(r"(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")


def ods_rows(source: Source) -> Iterator[Row]:
    """The rows of the first visible sheet that holds data, formulas by value.

    Raises NotATable where it is locked, too large or no sheet is visible, DamagedTable where it is
    broken.
    """
    try:
        with zipfile.ZipFile(source.path) as archive:
            _require_unlocked(archive, source)
            yield from first_filled(_sheets(archive, source), source)
    except TableError:
        raise
    except BROKEN as error:
        raise DamagedTable(name=source.name, reason=DAMAGED) from error


def _require_unlocked(archive: zipfile.ZipFile, source: Source) -> None:
    if MANIFEST not in archive.namelist():
        return
    with archive.open(MANIFEST) as stream:
        if any(local(element.tag) == "encryption-data" for _, element in elements(stream)):
            found = "内容是加了密码的工作簿，请去掉密码后重新提交"
            raise NotATable(name=source.name, found=found)


def _sheets(archive: zipfile.ZipFile, source: Source) -> list[Sheet]:
    """Names and states; a sheet is hidden by a style that it names."""
    sheets, hidden = list[Sheet](), set[str]()
    for event, element, style in _outline(archive):
        if event == "start" and local(element.tag) == "table":
            state = "hidden" if attribute(element, "style-name") in hidden else "visible"
            rows = partial(_sheet_rows, archive, len(sheets), source)
            sheets.append(Sheet(attribute(element, "name"), state, rows))
        elif attribute(element, "display") == "false":
            hidden.add(style)
    return sheets


def _outline(archive: zipfile.ZipFile) -> Iterator[tuple[str, Element, str]]:
    """Tables and the properties of their styles, with the name of the style that is open."""
    above, style = list[Element](), ""
    with archive.open(CONTENT) as stream:
        for event, element in elements(stream):
            kind = local(element.tag)
            if event == "start":
                above.append(element)
                if kind == "style":
                    style = attribute(element, "name")
                if kind == "table" and local(above[-2].tag) == "spreadsheet":
                    yield event, element, style
                continue
            above.pop()
            if kind == "table-properties":
                yield event, element, style
            elif kind == "table-row":
                above[-1].clear()


def _sheet_rows(
    archive: zipfile.ZipFile, wanted: int, source: Source, notes: Notes
) -> Iterator[Row]:
    reader = _SheetReader(source, notes)
    place, above = count(), list[Element]()
    current = -1
    with archive.open(CONTENT) as stream:
        for event, element in elements(stream):
            kind = local(element.tag)
            if event == "start":
                if kind == "table" and local(above[-1].tag) == "spreadsheet":
                    current = next(place)
                    if current > wanted:
                        return
                above.append(element)
                continue
            above.pop()
            if kind == "table-row" and local(above[-1].tag) in ROW_CONTAINERS:
                if current == wanted:
                    yield from reader.rows(element)
                above[-1].clear()
            elif kind == "table-column" and current == wanted:
                reader.see_column(element)


class _SheetReader:
    """From the elements of one sheet to its rows."""

    def __init__(self, source: Source, notes: Notes) -> None:
        self.source = source
        self.notes = notes
        self.number = 0
        self.column = 0
        self.written_out = 0

    def see_column(self, element: Element) -> None:
        """Note a hidden column."""
        times = _times(element, "number-columns-repeated")
        if attribute(element, "visibility") in ("collapse", "filter"):
            self.notes.hide_columns(self.column, self.column + times - 1)
        self.column += times

    def rows(self, element: Element) -> Iterator[Row]:
        """The rows that one element stands for, if they hold anything."""
        first, times = self.number + 1, _times(element, "number-rows-repeated")
        self.number += times
        cells = self._cells(element, first)
        if not any(cells):
            return
        self._weigh(len(cells) * (times - 1))
        for number in range(first, first + times):
            if attribute(element, "visibility") in ("collapse", "filter"):
                self.notes.hidden_rows.add(number)
            yield Row(number, cells)

    def _cells(self, row: Element, number: int) -> list[str | None]:
        cells: list[str | None] = []
        place = 0
        for element in row:
            if local(element.tag) not in CELLS:
                continue
            times = _times(element, "number-columns-repeated")
            cell = self._cell(element, place, number)
            if cell is not None:
                self._weigh(place - len(cells) + times)
                cells += [None] * (place - len(cells)) + [cell] * times
                self._note_merge(element, place, number)
            place += times
        return trimmed(cells)

    def _weigh(self, copies: int) -> None:
        """Stop a few bytes that stand for more cells than any table has."""
        self.written_out += copies
        if self.written_out > self.source.limits.repeated_cells:
            found = "几个重复的单元格展开后大得不正常，已停止读取"
            raise NotATable(name=self.source.name, found=found)

    def _note_merge(self, element: Element, place: int, number: int) -> None:
        wide, high = (
            _times(element, "number-columns-spanned"),
            _times(element, "number-rows-spanned"),
        )
        if wide * high > 1:
            self.notes.merge_area(place, number, wide, high)

    def _cell(self, element: Element, place: int, number: int) -> str | None:
        kind, value = _value_type(element), attribute(element, "value")
        if kind == "error" or _paragraphs(element) in CELL_ERRORS:
            return self.notes.error(_paragraphs(element), place, number)
        if kind in ("float", "percentage", "currency") and value:
            return self.notes.number(value, place, number)
        if kind == "boolean":
            return attribute(element, "boolean-value") or None
        if kind == "date" and (day := attribute(element, "date-value")):
            with suppress(ValueError):
                return moment_cell(datetime.fromisoformat(day))
            return day
        if kind == "time" and (found := _CLOCK.fullmatch(attribute(element, "time-value"))):
            return _clock(found)
        return text_cell(attribute(element, "string-value") or _paragraphs(element))


def _value_type(element: Element) -> str:
    """The type; LibreOffice says beside the standard's own attribute that a formula failed."""
    kinds = [value for key, value in element.attrib.items() if local(key) == "value-type"]
    return "error" if "error" in kinds else next(iter(kinds), "")


def _clock(found: re.Match[str]) -> str:
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if total < 86_400 and not found[1]:
        return clock_cell(total).rjust(8, "0")
    return clock_cell(-total if found[1] else total)


def _times(element: Element, name: str) -> int:
    return max(1, int(attribute(element, name, "1")))


def _paragraphs(element: Element) -> str:
    """The text of a cell, its paragraphs as lines; a comment on the cell is none of it."""
    return "\n".join(_text(inner) for inner in element if local(inner.tag) == "p")


def _text(element: Element) -> str:
    kind = local(element.tag)
    if kind == "s":
        return " " * min(_times(element, "c"), 1_000)
    if kind in ("tab", "line-break"):
        return "\t" if kind == "tab" else "\n"
    if kind in ("annotation", "note", "ruby-text"):
        return ""
    parts = [element.text or ""]
    for inner in element:
        parts += [_text(inner), inner.tail or ""]
    return "".join(parts)
