"""Damaged text: wrong conversions, signs that nobody sees, blanks at the ends of cells."""

import re
from collections.abc import Iterable, Sequence, Set
from typing import Any, ClassVar, cast

import attrs
import numpy as np
from frictionless import Check, Error, errors
from frictionless.resources import TableResource

from ...tables.plain import Run
from ..notes import NAMED_ROWS, Note
from .columns import NAME, CellCheck, Profile, options

BROKEN_TEXT = re.compile("锟斤拷|\ufffd|烫烫烫|\x00")
# The same in bytes; a run of proved rows holds no NUL.
BROKEN_SIGNS = [sign.encode() for sign in ("锟斤拷", "\ufffd", "烫烫烫")]
BROKEN_BYTES = re.compile(b"|".join(BROKEN_SIGNS))
# Chinese read as Latin-1 shows å to é before other signs of the upper half; no run is without 0xC3.
LATIN = re.compile("[ä-é][^\x00-\x7f]")
LATIN_LEAD = b"\xc3"
CHINESE = re.compile("[㐀-鿿]")
# Read by Frictionless itself or by no table at all: tab, line feed, carriage return.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
OUTER_BLANK = re.compile(r"^\s|\s$")
# What a blank may be in UTF-8: ASCII's, the no-break space, the full-width one and its like.
BLANK_BYTES = (b" ", b"\t", b"\xc2\xa0", b"\xe3\x80\x80", b"\xe2\x80")


class BrokenTextError(errors.CellError):
    """Characters that a wrong conversion left behind."""

    type = "broken-text"
    title = "文字乱码"
    description = "单元格里有转码错误留下的乱码。"
    template = "第 {rowNumber} 行“{fieldName}”里有乱码。请从原来的系统重新导出。"


class BrokenLabelError(errors.LabelError):
    """A header that a wrong conversion left behind."""

    type = "broken-label"
    title = "表头乱码"
    description = "表头里有转码错误留下的乱码。"
    template = "表头第 {fieldNumber} 列“{label}”是乱码。请从原来的系统重新导出。"


class ControlCharacterError(errors.CellError):
    """Signs of terminals and printers, which no text should hold."""

    type = "control-character"
    title = "含控制字符"
    description = "单元格里有看不见的控制字符。"
    template = (
        "第 {rowNumber} 行“{fieldName}”里有看不见的控制字符。请删去，或从原来的系统重新导出。"
    )


def is_latin_mojibake(text: str) -> bool:
    """Whether a text is Chinese whose UTF-8 was read as Latin-1 or Windows-1252: å®‰åº·."""
    return bool(LATIN.search(text)) and _was_chinese(text, "cp1252", "latin-1")


def is_chinese_mojibake(text: str) -> bool:
    """Whether a text is Chinese whose UTF-8 was read as GBK: 瀹夊悍."""
    return not text.isascii() and _was_chinese(text, "gb18030")


def _was_chinese(text: str, *encodings: str) -> bool:
    for encoding in encodings:
        try:
            original = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if CHINESE.search(original):
            return True
    return False


@attrs.define(kw_only=True, repr=False)
class broken_text(Check):
    """Find what a wrong conversion of encodings leaves behind, in headers and cells."""

    type = "broken-text"
    Errors = [BrokenTextError, BrokenLabelError]  # noqa: RUF012

    def validate_start(self) -> Iterable[Error]:
        table = cast("TableResource", self.resource)
        for place, label in enumerate(table.labels, start=1):
            if _is_broken(label) or is_chinese_mojibake(label):
                yield BrokenLabelError(
                    note="",
                    labels=table.labels,
                    row_numbers=table.header.row_numbers,
                    label=label,
                    field_name=label,
                    field_number=place,
                )

    def suspects(self, run: Run, _titles: Sequence[str]) -> Iterable[int]:
        found: set[int] = set()
        if any(sign in run.data for sign in BROKEN_SIGNS):
            found.update(n for n, line in enumerate(run.lines) if BROKEN_BYTES.search(line))
        if LATIN_LEAD in run.data:
            found.update(n for n, line in enumerate(run.lines) if LATIN_LEAD in line)
        return found

    def validate_row(self, row: Any) -> Iterable[Error]:
        for name, cell in zip(row.field_names, row.cells, strict=False):
            if isinstance(cell, str) and _is_broken(cell):
                yield BrokenTextError.from_row(row, note="", field_name=name)


def _is_broken(text: str) -> bool:
    return bool(BROKEN_TEXT.search(text)) or is_latin_mojibake(text)


@attrs.define(kw_only=True, repr=False)
class mojibake(CellCheck):
    """Find UTF-8 read as GBK in a column: too dear for every cell of every file.

    A file converted as a whole shows it in its header, where `broken-text` finds it.
    """

    type = "mojibake"
    Errors = [BrokenTextError]  # noqa: RUF012
    error = BrokenTextError
    metadata_profile_patch: ClassVar[Profile] = options({"fieldName": NAME})

    def fault(self, *cells: str) -> str | None:
        return "" if is_chinese_mojibake(cells[0]) else None


@attrs.define(kw_only=True, repr=False)
class control_character(Check):
    """Refuse control characters in cells, but tabs and line ends."""

    type = "control-character"
    Errors = [ControlCharacterError]  # noqa: RUF012

    def suspects(self, run: Run, _titles: Sequence[str]) -> Iterable[int]:
        data = np.frombuffer(run.data, dtype=np.uint8)
        others = int(np.count_nonzero(data < 32)) - len(run)
        if others:
            others -= run.data.count(b"\r") + run.data.count(b"\t")
        if not others and b"\x7f" not in run.data:
            return ()
        return [place for place, line in enumerate(run.lines) if CONTROL.search(line.decode())]

    def validate_row(self, row: Any) -> Iterable[Error]:
        for name, cell in zip(row.field_names, row.cells, strict=False):
            if isinstance(cell, str) and CONTROL.search(cell):
                yield ControlCharacterError.from_row(row, note="", field_name=name)


@attrs.define(kw_only=True, repr=False)
class outer_blanks(Check):
    """Note cells that begin or end with a blank: they look equal to others and are not."""

    type = "outer-blanks"
    _rows: dict[str, list[int]] = attrs.field(init=False, factory=dict)
    _counts: dict[str, int] = attrs.field(init=False, factory=dict)

    def suspects(self, _run: Run, _titles: Sequence[str]) -> Iterable[int]:
        return ()

    def absorb(self, run: Run, titles: Sequence[str], left_out: Set[int]) -> None:
        if not any(blank in run.data for blank in BLANK_BYTES):
            return
        for place, row in enumerate(run.rows()):
            if place not in left_out:
                self._see(row.number, titles, row)

    def validate_row(self, row: Any) -> Iterable[Error]:
        self._see(row.row_number, row.field_names, row.cells)
        return ()

    def notes(self) -> Iterable[Note]:
        named = {name: sorted(rows)[:NAMED_ROWS] for name, rows in self._rows.items()}
        for name, rows in sorted(named.items(), key=lambda one: (one[1][0], one[0])):
            count = self._counts[name]
            sentence = (
                f"“{name}”列有 {count} 个单元格开头或结尾有空格，"
                f"最先出现在第 {rows[0]} 行。建议删去，以免查找和比对时对不上。"
            )
            yield Note(self.type, sentence, name, tuple(rows))

    def _see(self, number: int, names: Sequence[str], cells: Sequence[Any]) -> None:
        for name, cell in zip(names, cells, strict=False):
            if isinstance(cell, str) and OUTER_BLANK.search(cell):
                self._counts[name] = self._counts.get(name, 0) + 1
                rows = self._rows.setdefault(name, [])
                rows.append(number)
                if len(rows) > 2 * NAMED_ROWS:
                    self._rows[name] = sorted(rows)[:NAMED_ROWS]
