"""What the report page shows of a Frictionless report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

OTHER = "其他问题"
KINDS = {
    "blank-header": "表头全空",
    "blank-label": "列名为空",
    "blank-row": "空行",
    "check-error": "检查清单有误",
    "constraint-error": "不符合约定",
    "duplicate-label": "列名重复",
    "duplicate-row": "整行重复",
    "encoding-error": "编码错误",
    "extra-cell": "多出单元格",
    "extra-label": "多出列名",
    "field-error": "字段说明有误",
    "foreign-key": "对照表里没有",
    "incorrect-label": "列名不符",
    "missing-cell": "缺少单元格",
    "missing-label": "缺少列名",
    "primary-key": "主键重复",
    "broken-text": "乱码",
    "database-value": "超出取值范围",
    "no-rows": "没有数据行",
    "read-damage": "内容损坏",
    "read-error": "无法读取",
    "some-rows": "没有数据行",
    "unreadable-file": "无法读取",
    "row-constraint": "行内矛盾",
    "schema-error": "字段说明有误",
    "source-error": "无法读取",
    "type-error": "类型不符",
    "unique-error": "值重复",
}


@dataclass
class FaultyRow:
    """One row of the table with the places of its bad cells."""

    number: int
    cells: list[str]
    marked: set[int] = field(default_factory=set)
    messages: list[str] = field(default_factory=list)


def errors(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the errors of all tasks and of the report itself."""
    tasks = [error for task in report.get("tasks", []) for error in task.get("errors", [])]
    return [*report.get("errors", []), *tasks]


def counts(totals: dict[str, int]) -> list[tuple[str, int]]:
    """Return each kind of error in Chinese with how often it occurs, most frequent first."""
    ordered = sorted(totals.items(), key=lambda kind: -kind[1])
    return [(KINDS.get(kind, OTHER), count) for kind, count in ordered]


def faulty_rows(report: dict[str, Any], limit: int) -> list[FaultyRow]:
    """Return the first faulty rows, each cell with an error marked."""
    rows: dict[int, FaultyRow] = {}
    for error in errors(report):
        number = error.get("rowNumber")
        if number is None or (number not in rows and len(rows) == limit):
            continue
        cells = ["" if cell is None else str(cell) for cell in error.get("cells", [])]
        row = rows.setdefault(number, FaultyRow(number, cells))
        row.messages.append(str(error.get("message", "")))
        if place := error.get("fieldNumber"):
            # A missing cell is marked where it should stand.
            row.cells.extend([""] * (place - len(row.cells)))
            row.marked.add(place - 1)
    return [rows[number] for number in sorted(rows)]
