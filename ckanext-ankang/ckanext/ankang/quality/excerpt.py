"""What the report page shows of a Frictionless report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

OTHER = "其他问题"
KINDS = {
    "ascii-value": "含非 ASCII 字符",
    "broken-label": "表头乱码",
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
    "future-date": "日期在将来",
    "hash-count": "文件校验值不符",
    "identity-number": "身份证号不对",
    "mail": "电子邮箱不对",
    "organisation-code": "组织机构代码不对",
    "part-sum": "合计列与分项不符",
    "phone": "电话号码不对",
    "required-value": "缺少规定的值",
    "resource-error": "无法读取",
    "row-count": "行数不符",
    "scheme-error": "无法读取",
    "sequential-value": "序号不连续",
    "table-dimensions": "行列数不符",
    "total-row": "合计行与各行不符",
    "truncated-value": "值被截断",
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
    "database-value": "超出取值范围",
    "no-rows": "没有数据行",
    "read-error": "无法读取",
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
