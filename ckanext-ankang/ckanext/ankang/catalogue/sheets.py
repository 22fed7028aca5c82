"""Rows as CSV and XLSX for whoever opens them in a spreadsheet program (pure)."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

Cell = str | int
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# With one of these a cell is a formula for a spreadsheet program.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = 24
_OFFERED_ROWS = 2_000


@dataclass(frozen=True)
class Sheet:
    """One sheet: its header, its rows, the widths of its columns and what a column offers."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]] = ()
    widths: Sequence[int] = ()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return CSV in UTF-8 with a mark, without which Excel reads Chinese as GBK."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_no_formula(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(*sheets: Sheet) -> bytes:
    """Return a workbook; lists that cells are chosen from stand on a sheet of their own, 词表."""
    workbook = Workbook(write_only=True)
    lists = {title: values for sheet in sheets for title, values in sheet.choices.items()}
    places = {title: place for place, title in enumerate(lists, 1)}
    for sheet in sheets:
        _write(workbook, sheet, places)
    if lists:
        height = max(map(len, lists.values()))
        rows = [
            [values[row] if row < len(values) else "" for values in lists.values()]
            for row in range(height)
        ]
        _write(workbook, Sheet("词表", list(lists), rows), {})
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _write(workbook: Workbook, sheet: Sheet, places: dict[str, int]) -> None:
    made = workbook.create_sheet(sheet.title)
    made.freeze_panes = "A2"
    for place in range(1, len(sheet.header) + 1):
        width = sheet.widths[place - 1] if sheet.widths else _WIDTH
        made.column_dimensions[get_column_letter(place)].width = width
    for title, values in sheet.choices.items():
        made.data_validations.append(
            _offered(sheet.header.index(title) + 1, places[title], len(values))
        )
    made.append([_cell(made, title, bold=True) for title in sheet.header])
    for row in sheet.rows:
        made.append([_cell(made, value) for value in row])


def _offered(column: int, place: int, count: int) -> DataValidation:
    letter = get_column_letter(place)
    rule = DataValidation("list", formula1=f"'词表'!${letter}$2:${letter}${count + 1}")
    rule.showErrorMessage = True
    rule.error = "请从下拉列表中选择。"
    target = get_column_letter(column)
    rule.add(f"{target}2:{target}{_OFFERED_ROWS}")
    return rule


def _no_formula(value: Cell) -> Cell:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    # Whatever it begins with, it is text and no formula.
    cell.data_type = "s"
    cell.font = Font(bold=bold)
    return cell
