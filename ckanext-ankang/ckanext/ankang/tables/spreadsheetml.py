"""Rows of a workbook in Excel 2003's XML, which office systems export under the name .xls.

Source: Microsoft, "XML Spreadsheet Reference" (Office XP).
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from xml.etree.ElementTree import Element

from .cells import moment_cell, text_cell
from .errors import DamagedTable, TableError
from .markup import BROKEN_XML, attribute, child, elements, local
from .plain import Row
from .sheets import Notes, Sheet, first_filled, trimmed
from .source import Source
from .textual import TextStream, encoding_of

STATES = {"SheetHidden": "hidden", "SheetVeryHidden": "veryHidden"}
BROKEN: tuple[type[Exception], ...] = (*BROKEN_XML, ValueError)
WIDEST = 16_384
DAMAGED = "XML 表格的内容不完整或不安全。请用表格软件打开后另存为 .xlsx。"


def spreadsheetml_rows(source: Source) -> Iterator[Row]:
    """The rows of the first visible sheet that holds data, formulas by value.

    Raises NotATable where no sheet is visible, DamagedTable where it is broken.
    """
    encoding = encoding_of(source)
    try:
        yield from first_filled(_sheets(source, encoding), source)
    except TableError:
        raise
    except BROKEN as error:
        raise DamagedTable(name=source.name, reason=DAMAGED) from error


def _walk(source: Source, encoding: str) -> Iterator[tuple[str, Element, int]]:
    """Starts and ends with the place of the sheet they are in; rows are dropped when they end."""
    place, above = -1, list[Element]()
    with TextStream(source.path, encoding) as stream:
        for event, element in elements(stream, encoding="utf-8"):
            if event == "start":
                place += local(element.tag) == "Worksheet"
                above.append(element)
            else:
                above.pop()
            yield event, element, place
            if event == "end" and local(element.tag) == "Row":
                above[-1].clear()


def _sheets(source: Source, encoding: str) -> list[Sheet]:
    names, states = list[str](), dict[int, str]()
    for event, element, place in _walk(source, encoding):
        if event == "start" and local(element.tag) == "Worksheet":
            names.append(attribute(element, "Name"))
        elif event == "end" and local(element.tag) == "Visible":
            states[place] = STATES.get(element.text or "", "visible")
    return [
        Sheet(name, states.get(place, "visible"), partial(_sheet_rows, source, encoding, place))
        for place, name in enumerate(names)
    ]


def _sheet_rows(source: Source, encoding: str, wanted: int, notes: Notes) -> Iterator[Row]:
    number = 0
    for event, element, place in _walk(source, encoding):
        if place > wanted:
            return
        if event == "start" or place < wanted or local(element.tag) != "Row":
            continue
        number = int(attribute(element, "Index") or number + 1)
        if attribute(element, "Hidden") == "1":
            notes.hidden_rows.add(number)
        cells = _cells(element, number, notes)
        if cells:
            yield Row(number, cells)
        number += int(attribute(element, "Span", "0"))


def _cells(row: Element, number: int, notes: Notes) -> list[str | None]:
    cells: list[str | None] = []
    place = 0
    for element in row:
        if local(element.tag) != "Cell":
            continue
        place = int(attribute(element, "Index") or place + 1)
        if not len(cells) < place <= WIDEST:
            raise ValueError("a cell out of its order")
        cells += [None] * (place - 1 - len(cells)) + [_cell(element, place - 1, number, notes)]
        wide = int(attribute(element, "MergeAcross", "0"))
        high = int(attribute(element, "MergeDown", "0"))
        if wide or high:
            notes.merge_area(place - 1, number, wide + 1, high + 1)
        place += wide
    return trimmed(cells)


def _cell(element: Element, place: int, number: int, notes: Notes) -> str | None:
    data = child(element, "Data")
    text = "".join(data.itertext()) if data is not None else ""
    kind = attribute(data, "Type") if data is not None else ""
    if not text:
        return None
    if kind == "Number":
        return notes.number(text, place, number)
    if kind == "Boolean":
        return "true" if text == "1" else "false"
    if kind == "Error":
        return notes.error(text, place, number)
    if kind == "DateTime":
        with suppress(ValueError):
            return moment_cell(datetime.fromisoformat(text))
    return text_cell(text)
