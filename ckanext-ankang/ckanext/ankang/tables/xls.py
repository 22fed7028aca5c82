"""Rows of an XLS workbook, as Excel wrote it until 2003 and WPS (.et) still does."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from io import StringIO

import xlrd

from .cells import EPOCH_1900, EPOCH_1904, serial_cell, text_cell
from .errors import DamagedTable, NotATable, TableError
from .plain import Row
from .sheets import Notes, Sheet, first_filled, trimmed
from .source import Source

STATES = ("visible", "hidden", "veryHidden")
DAMAGED = "工作簿内部的内容不完整。请用表格软件打开后另存为 .xlsx。"


def xls_rows(source: Source) -> Iterator[Row]:
    """The rows of the first visible sheet that holds data, formulas by value.

    Raises NotATable where it is locked or no sheet is visible, DamagedTable where it is broken.
    """
    try:
        with xlrd.open_workbook(source.path, logfile=StringIO(), on_demand=True) as book:
            epoch = EPOCH_1904 if book.datemode else EPOCH_1900
            sheets = [
                Sheet(title, STATES[book.sheet_by_index(place).visibility % 3], rows)
                for place, title in enumerate(book.sheet_names())
                for rows in [partial(_sheet_rows, book, place, epoch)]
            ]
            yield from first_filled(sheets, source)
    except TableError:
        raise
    # xlrd lets any error of Python out where the bytes of a record are not what they should be.
    except Exception as error:
        if "encrypted" in str(error):
            found = "内容是加了密码的工作簿，请去掉密码后重新提交"
            raise NotATable(name=source.name, found=found) from error
        raise DamagedTable(name=source.name, reason=DAMAGED) from error


def _sheet_rows(book: xlrd.Book, place: int, epoch: datetime, notes: Notes) -> Iterator[Row]:
    sheet = book.sheet_by_index(place)
    for first, last, left, right in sheet.merged_cells:
        notes.merge(f"{xlrd.cellname(first, left)}:{xlrd.cellname(last - 1, right - 1)}")
    for number in range(sheet.nrows):
        cells = trimmed(
            [
                _cell(kind, value, column, number + 1, epoch, notes)
                for column, (kind, value) in enumerate(
                    zip(sheet.row_types(number), sheet.row_values(number), strict=True)
                )
            ]
        )
        if cells:
            yield Row(number + 1, cells)


def _cell(
    kind: int, value: object, place: int, row: int, epoch: datetime, notes: Notes
) -> str | None:
    if kind == xlrd.XL_CELL_DATE:
        try:
            return serial_cell(repr(value), epoch)
        except (ValueError, OverflowError):
            return notes.number(repr(value), place, row)
    if kind == xlrd.XL_CELL_NUMBER:
        return notes.number(repr(value), place, row)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "true" if value else "false"
    if kind == xlrd.XL_CELL_ERROR:
        name = xlrd.error_text_from_code.get(value, f"#{value}")
        return notes.error(name, place, row)
    return text_cell(str(value))
