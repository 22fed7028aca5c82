"""Ankang's checks, as Frictionless checks: class + error + descriptor, usable from YAML checklists."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import attrs
from frictionless import Check, Error, Plugin, errors, system

from ..tables import Damage
from ..tables.plain import Run
from .identifiers import (
    CreditCodeError,
    OrganisationCodeError,
    credit_code,
    organisation_code,
)

# What PostgreSQL takes; Frictionless lets `1_000`, `１２` and `NaN` pass (ckan-2.12.md 25).
DATABASE_FORMS = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}", re.ASCII),
    "number": re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII),
}
BROKEN_TEXT = re.compile("锟斤拷|\ufffd|烫烫烫|\x00")
# The same in bytes; a run of proved rows holds no NUL.
BROKEN_SIGNS = [sign.encode() for sign in ("锟斤拷", "\ufffd", "烫烫烫")]
BROKEN_BYTES = re.compile(b"|".join(BROKEN_SIGNS))


class ReadError(errors.RowError):
    """The file is broken at this row."""

    type = "read-error"
    title = "文件损坏"
    description = "文件在这一行损坏，后面或这一行的内容读不出来。"
    template = "第 {rowNumber} 行：{note}"


class UnreadableFileError(errors.DataError):
    """The file could not be read as a table at all."""

    type = "unreadable-file"
    title = "文件无法读取"
    description = "文件不是数据表，或者已经损坏。"
    template = "{note}"


class NoRowsError(errors.TableError):
    """A header and nothing under it."""

    type = "no-rows"
    title = "没有数据"
    description = "表里只有表头，没有数据行。"
    template = "表里只有表头，没有数据行。请检查导出时是否选错了范围。"


class BrokenTextError(errors.CellError):
    """Characters that a wrong conversion left behind."""

    type = "broken-text"
    title = "文字乱码"
    description = "单元格里有转码错误留下的乱码。"
    template = "第 {rowNumber} 行“{fieldName}”里有乱码。请从原来的系统重新导出。"


class DatabaseValueError(errors.CellError):
    """A number that the database would not take."""

    type = "database-value"
    title = "数的写法不规范"
    description = "这个数含有下划线、全角数字、无穷大等数据库不接受的写法。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，不是规范的数。请只用半角数字和小数点。"


@attrs.define(kw_only=True, repr=False)
class read_damage(Check):
    """Report what reading found broken."""

    type = "read-damage"
    Errors = [ReadError]  # noqa: RUF012
    damages: Sequence[Damage] = ()

    def validate_end(self) -> Iterable[Error]:
        for damage in self.damages:
            yield ReadError(note=damage.reason, cells=[], row_number=damage.row)


@attrs.define(kw_only=True, repr=False)
class some_rows(Check):
    """Refuse a table that has only a header."""

    type = "some-rows"
    Errors = [NoRowsError]  # noqa: RUF012

    def validate_end(self) -> Iterable[Error]:
        if not self.resource.stats.rows:
            yield NoRowsError(note="")


@attrs.define(kw_only=True, repr=False)
class broken_text(Check):
    """Find what a wrong conversion of encodings leaves behind."""

    type = "broken-text"
    Errors = [BrokenTextError]  # noqa: RUF012

    def suspects(self, run: Run, _titles: Sequence[str]) -> Iterable[int]:
        if not any(sign in run.data for sign in BROKEN_SIGNS):
            return ()
        return [place for place, line in enumerate(run.lines) if BROKEN_BYTES.search(line)]

    def validate_row(self, row: Any) -> Iterable[Error]:
        for name, cell in zip(row.field_names, row.cells, strict=False):
            if isinstance(cell, str) and BROKEN_TEXT.search(cell):
                yield BrokenTextError.from_row(row, note="", field_name=name)


@attrs.define(kw_only=True, repr=False)
class database_value(Check):
    """Accept a number only in the forms that the database takes."""

    type = "database-value"
    Errors = [DatabaseValueError]  # noqa: RUF012

    def suspects(self, run: Run, titles: Sequence[str]) -> Iterable[int]:
        forms = {
            h.name: DATABASE_FORMS[h.type]
            for h in self.resource.schema.fields
            if h.type in DATABASE_FORMS
        }
        places = [
            n
            for n, title in enumerate(titles)
            if title in forms and run.kinds[n] not in DATABASE_FORMS
        ]
        found: set[int] = set()
        for place, cells in zip(places, run.columns(places), strict=True):
            form = forms[titles[place]]
            bad = {
                cell for cell in set(cells) if cell and not form.fullmatch(cell.decode().strip())
            }
            found.update(n for n, cell in enumerate(cells) if cell in bad)
        return found

    def validate_row(self, row: Any) -> Iterable[Error]:
        for handler, cell in zip(row.fields, row.cells, strict=False):
            form = DATABASE_FORMS.get(handler.type)
            if form is None or not isinstance(cell, str) or handler.name in row.error_cells:
                continue
            if not form.fullmatch(cell.strip()):
                yield DatabaseValueError.from_row(row, note="", field_name=handler.name)


CHECKS: dict[str, type[Check]] = {
    check.type: check
    for check in (
        read_damage,
        some_rows,
        broken_text,
        database_value,
        credit_code,
        organisation_code,
    )
}
ERRORS: dict[str, type[Error]] = {
    error.type: error
    for error in (
        ReadError,
        UnreadableFileError,
        NoRowsError,
        BrokenTextError,
        DatabaseValueError,
        CreditCodeError,
        OrganisationCodeError,
    )
}


class AnkangChecks(Plugin):
    """Tells Frictionless of the checks and errors here, so that YAML and reports can name them."""

    def select_check_class(self, type: str | None = None) -> type[Check] | None:
        return CHECKS.get(type or "")

    def select_error_class(self, type: str | None = None) -> type[Error] | None:
        return ERRORS.get(type or "")


system.register("ankang", AnkangChecks())
