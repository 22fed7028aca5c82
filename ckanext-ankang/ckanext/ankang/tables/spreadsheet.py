"""Rows of an XLSX workbook, read by a streaming parser after its archive was weighed."""

import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils import get_column_letter
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
# General purpose bit 0 of a member (PKWARE APPNOTE 4.4.4).
ENCRYPTED = 0x1
ROWS_NAMED = 20


def weigh_archive(path: Path, name: str, limits: Limits) -> None:
    """Refuse an archive whose declared content is a bomb, before anything is unpacked."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    _check_names([member.filename for member in members], name)
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise NotATable(name=name, found="压缩包里有加密的成员，请去掉密码后重新提交")
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


def _check_names(names: list[str], name: str) -> None:
    """Refuse names that leave the archive, and two members of one name: which is read is chance."""
    for member in names:
        path = PurePosixPath(member.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            raise NotATable(name=name, found=f"压缩包里有不安全的成员名“{member}”")
    doubled = next((member for member, count in Counter(names).items() if count > 1), None)
    if doubled is not None:
        raise NotATable(name=name, found=f"压缩包里有两个同名的成员“{doubled}”")


def sheet_rows(path: Path, name: str, facts: Facts) -> Iterator[Row]:
    """The rows of the first visible sheet that holds data, formulas by value."""
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
    for sheet in visible:
        # The declared size of a sheet may lie.
        sheet.reset_dimensions()
    filled = (s for s in visible if _holds_data(s.iter_rows(values_only=True)))
    sheet = next(filled, visible[0])
    facts["sheet"] = sheet.title
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        _note_rounded(number, cells, facts)
        yield Row(number, _trimmed([_text(cell) for cell in cells]))


def _holds_data(rows: Iterator[tuple[object, ...]]) -> bool:
    return any(cell not in (None, "") for row in rows for cell in row)


def _note_rounded(number: int, cells: tuple[object, ...], facts: Facts) -> None:
    """Name each number whose tail was lost before it came to us: Excel keeps 15 digits."""
    for place, cell in enumerate(cells, start=1):
        if isinstance(cell, int | float) and abs(cell) >= 10**15:
            _count_rounded(get_column_letter(place), number, facts)


def _count_rounded(letter: str, number: int, facts: Facts) -> None:
    columns = facts.setdefault("rounded_numbers", [])
    column = next((known for known in columns if known["column"] == letter), None)
    if column is None:
        column = {"column": letter, "rows": [], "count": 0}
        columns.append(column)
    column["count"] += 1
    if len(column["rows"]) < ROWS_NAMED:
        column["rows"].append(number)


def _trimmed(cells: list[str | None]) -> list[str | None]:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _text(cell: object) -> str | None:
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
        return _number(cell)
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _number(cell: int | float) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return format(Decimal(repr(cell)), "f")
