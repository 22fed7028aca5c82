"""What is wrong with a file as a whole: damage, nothing to read, no rows."""

from collections.abc import Iterable, Sequence
from typing import get_args

import attrs
from frictionless import Check, Error, errors

from ...tables import Damage, DamageKind


class ReadError(errors.RowError):
    """The file is broken at this row; `DAMAGES` has a class for each way of being broken."""

    type = "read-error"
    title = "文件损坏"
    description = "文件在这一行损坏，后面或这一行的内容读不出来。"
    template = "第 {rowNumber} 行：{note}"


DAMAGES: dict[str, type[ReadError]] = {
    kind: type(ReadError.__name__, (ReadError,), {"type": kind}) for kind in get_args(DamageKind)
}


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


@attrs.define(kw_only=True, repr=False)
class read_damage(Check):
    """Report what reading found broken."""

    type = "read-damage"
    Errors = list(DAMAGES.values())  # noqa: RUF012
    damages: Sequence[Damage] = ()

    def validate_end(self) -> Iterable[Error]:
        for damage in self.damages:
            yield DAMAGES[damage.kind](note=damage.reason, cells=[], row_number=damage.row)


@attrs.define(kw_only=True, repr=False)
class some_rows(Check):
    """Refuse a table that has only a header."""

    type = "some-rows"
    Errors = [NoRowsError]  # noqa: RUF012

    def validate_end(self) -> Iterable[Error]:
        if not self.resource.stats.rows:
            yield NoRowsError(note="")
