"""The errors of a report as a table for whoever mends the file (pure)."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.ankang.catalogue import sheets

from .excerpt import ErrorGroup

HEADER = ["行号", "列名", "值", "问题种类", "问题与处理办法"]
WIDTHS = (8, 20, 24, 16, 80)


def as_csv(groups: list[ErrorGroup]) -> bytes:
    """Return CSV."""
    return sheets.as_csv(HEADER, _rows(groups))


def as_xlsx(groups: list[ErrorGroup]) -> bytes:
    """Return a workbook with one sheet."""
    return sheets.as_xlsx(sheets.Sheet("错误清单", HEADER, _rows(groups), WIDTHS))


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
