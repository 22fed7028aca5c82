"""Rows of an XLSX workbook, read by a streaming parser after its archive was weighed."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from .errors import DamagedTable, NotATable
from .limits import Limits
from .plain import Row
from .table import Facts

BROKEN = (
    zipfile.BadZipFile,
    KeyError,
    ParseError,
    ValueError,
    TypeError,
    EOFError,
    DefusedXmlException,
    InvalidFileException,
)


def weigh_archive(path: Path, name: str, limits: Limits) -> None:
    """Refuse an archive whose declared content is a bomb, before anything is unpacked."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    total = sum(member.file_size for member in members)
    steep = [
        m
        for m in members
        if m.file_size > (1 << 20) and m.file_size > limits.archive_ratio * max(1, m.compress_size)
    ]
    if len(members) > limits.archive_members:
        raise NotATable(
            name=name, found=f"压缩包里有 {len(members)} 个成员，超过上限 {limits.archive_members}"
        )
    if total > limits.archive_bytes or steep:
        raise NotATable(name=name, found="解压后的内容大得不正常，已停止读取")


def sheet_rows(path: Path, name: str, facts: Facts) -> Iterator[Row]:
    """The rows of the first visible sheet, formulas by value."""
    try:
        # A handle, not the path: a stored version's name has no ending, which openpyxl would refuse.
        with path.open("rb") as file:
            yield from _visible_rows(file, name, facts)
    except NotATable:
        raise
    except BROKEN as error:
        reason = "工作簿内部的内容不完整或不安全。请用表格软件打开后重新另存为 .xlsx。"
        raise DamagedTable(name=name, reason=reason) from error


def _visible_rows(file: BinaryIO, name: str, facts: Facts) -> Iterator[Row]:
    workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
    visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    facts["sheets"] = [{"name": s.title, "state": s.sheet_state} for s in workbook.worksheets]
    if not visible:
        raise NotATable(name=name, found="工作簿里没有可见的工作表")
    sheet = visible[0]
    facts["sheet"] = sheet.title
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield Row(number, _trimmed([_text(cell, facts) for cell in cells]))


def _trimmed(cells: list[str | None]) -> list[str | None]:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _text(cell: object, facts: Facts) -> str | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="seconds")
        )
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, int | float):
        return _number(cell, facts)
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _number(cell: int | float, facts: Facts) -> str:
    # Excel keeps 15 digits: a longer number has lost its tail before it came to us.
    if abs(cell) >= 10**15:
        facts["rounded_numbers"] = facts.get("rounded_numbers", 0) + 1
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return format(Decimal(repr(cell)), "f")
