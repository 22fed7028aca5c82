"""What the report page shows of a Frictionless report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

OTHER = "其他问题"
KINDS = {
    "another-table": "下面还有一张表",
    "ascii-value": "含非 ASCII 字符",
    "broken-label": "表头乱码",
    "broken-record": "这一行记录写坏",
    "byte-count": "文件大小不符",
    "checklist-error": "检查清单有误",
    "code-list": "取值不在代码表里",
    "compression-error": "无法读取",
    "control-character": "含控制字符",
    "control-error": "无法读取",
    "coordinates": "坐标不对",
    "credit-code": "统一社会信用代码不对",
    "date-order": "起止日期颠倒",
    "deviated-cell": "长度异常",
    "deviated-value": "数值异常",
    "dialect-error": "无法读取",
    "division-code": "行政区划代码不对",
    "division-parent": "上下级区划代码不一致",
    "document-number": "发文字号不规范",
    "field-count": "列数不符",
    "forbidden-value": "值不允许",
    "format-error": "无法读取",
    "formula-error": "公式错误",
    "future-date": "日期在将来",
    "hash-count": "文件校验值不符",
    "identity-number": "身份证号不对",
    "mail": "电子邮箱不对",
    "misplaced-quote": "引号写错",
    "nul-character": "含空字符",
    "organisation-code": "组织机构代码不对",
    "oversized-cell": "单元格过长",
    "part-sum": "合计列与分项不符",
    "phone": "电话号码不对",
    "required-value": "缺少规定的值",
    "resource-error": "无法读取",
    "rounded-number": "长数字被截去末几位",
    "row-count": "行数不符",
    "scheme-error": "无法读取",
    "sequential-value": "序号不连续",
    "stray-mark": "含看不见的标记",
    "table-dimensions": "行列数不符",
    "total-row": "合计行与各行不符",
    "truncated-row": "最后一行不完整",
    "truncated-value": "值被截断",
    "unclosed-quote": "引号没有关闭",
    "unmatched-header": "表头全不相符",
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
    "database-time": "时间写法不规范",
    "database-value": "数的写法不规范",
    "no-rows": "没有数据行",
    "read-error": "无法读取",
    "unreadable-file": "无法读取",
    "row-constraint": "行内矛盾",
    "schema-error": "字段说明有误",
    "source-error": "无法读取",
    "type-error": "类型不符",
    "unique-error": "值重复",
}


# A table with more columns than a screen shows has its faulty ones first.
WIDE = 12


@dataclass
class FaultyRow:
    """One row of the table with the places (from 0) of its bad cells."""

    number: int
    cells: list[str]
    marked: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Excerpt:
    """Faulty rows under columns (place from 0, title) in the order in which they are shown."""

    columns: list[tuple[int, str]]
    rows: list[FaultyRow]
    reordered: bool

    def cells(self, row: FaultyRow) -> list[tuple[str, bool]]:
        """The cells of a row in that order, each with whether it is bad."""
        return [
            (row.cells[place] if place < len(row.cells) else "", place in row.marked)
            for place, _ in self.columns
        ]


@dataclass(frozen=True)
class ErrorLine:
    """One error as a person reads it; without a row it is about the header or the whole file."""

    row: int | None
    column: str
    cell: str
    message: str


@dataclass(frozen=True)
class ErrorGroup:
    """The errors of one kind: how many there are, and those that the report kept."""

    kind: str
    name: str
    total: int
    lines: list[ErrorLine]


def errors(report: Json) -> list[Json]:
    """Return the errors of the report itself and of all its tasks."""
    tasks = [error for task in report.get("tasks", []) for error in task.get("errors", [])]
    return [*report.get("errors", []), *tasks]


def groups(report: Json, totals: dict[str, int]) -> list[ErrorGroup]:
    """Return the errors by kind, most frequent first; `totals` also counts those not kept."""
    kept: dict[str, list[ErrorLine]] = {}
    for error in errors(report):
        kept.setdefault(error.get("type", ""), []).append(_line(error))
    found = [
        ErrorGroup(kind, KINDS.get(kind, OTHER), max(totals.get(kind, 0), len(lines)), lines)
        for kind, lines in kept.items()
    ]
    return sorted(found, key=lambda group: -group.total)


def excerpt(report: Json, titles: list[str], limit: int) -> Excerpt:
    """Return the first faulty rows that have cells to show, each bad cell marked."""
    rows = _faulty_rows(report, limit)
    width = max([len(titles), *(len(row.cells) for row in rows)])
    named = [*titles, *(f"多出的第 {place + 1} 列" for place in range(len(titles), width))]
    columns = list(enumerate(named))
    bad = set().union(*(row.marked for row in rows))
    if reordered := width > WIDE and bool(bad):
        columns.sort(key=lambda column: column[0] not in bad)
    return Excerpt(columns, rows, reordered)


def _line(error: Json) -> ErrorLine:
    return ErrorLine(
        row=error.get("rowNumber"),
        column=str(error.get("fieldName") or error.get("label") or _numbered(error)),
        cell=str(error.get("cell") or ""),
        message=str(error.get("message", "")),
    )


def _numbered(error: Json) -> str:
    """A cell beyond the header has no title, but a place."""
    return f"第 {error['fieldNumber']} 列" if error.get("fieldNumber") else ""


def _faulty_rows(report: Json, limit: int) -> list[FaultyRow]:
    rows: dict[int, FaultyRow] = {}
    for error in errors(report):
        number, cells = error.get("rowNumber"), error.get("cells")
        # A row that could not be read has no cells to show.
        if number is None or not cells or (number not in rows and len(rows) == limit):
            continue
        found = ["" if cell is None else str(cell) for cell in cells]
        row = rows.setdefault(number, FaultyRow(number, found))
        if place := error.get("fieldNumber"):
            # A missing cell is marked where it should stand.
            row.cells.extend([""] * (place - len(row.cells)))
            row.marked.add(place - 1)
    return [rows[number] for number in sorted(rows)]
