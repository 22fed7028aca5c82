"""The errors of a report as a table for whoever mends the file (pure)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from .excerpt import ErrorGroup

HEADER = ["行号", "列名", "值", "问题种类", "问题与处理办法"]
WIDTHS = (8, 20, 24, 16, 80)
# With one of these a cell is a formula for a spreadsheet program.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(groups: list[ErrorGroup]) -> bytes:
    """Return CSV in UTF-8 with a mark, without which Excel reads Chinese as GBK."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows([_no_formula(value) for value in row] for row in _rows(groups))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(groups: list[ErrorGroup]) -> bytes:
    """Return a workbook with one sheet."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("错误清单")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDE", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, title, bold=True) for title in HEADER])
    for row in _rows(groups):
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _rows(groups: list[ErrorGroup]) -> Iterator[list[str | int]]:
    """One row an error, in the order of the file, then how many are left out."""
    listed = [(group, line) for group in groups for line in group.lines]
    for group, line in sorted(listed, key=lambda pair: pair[1].row or 0):
        yield [line.row or "", line.column, line.cell, group.name, line.message]
    for group in groups:
        if left_out := group.total - len(group.lines):
            yield [
                "",
                "",
                "",
                group.name,
                f"另有 {left_out} 处没有列出。改正以上各处后请再校验一次。",
            ]


def _no_formula(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _cell(sheet: Any, value: str | int, *, bold: bool = False) -> Any:
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    # Whatever it begins with, it is text and no formula.
    cell.data_type = "s"
    cell.font = Font(bold=bold)
    return cell
