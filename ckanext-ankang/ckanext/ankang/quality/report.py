"""The Frictionless Report as the portal keeps it: Chinese sentences, personal data covered."""

from collections import Counter
from typing import Any

from .privacy import MASK, mask

Json = dict[str, Any]

EXAMPLES = {
    "date": ("日期", "请改为 2022-12-01 这样的形式。"),
    "datetime": ("时间", "请改为 2022-12-01T08:30:00 这样的形式。"),
    "integer": ("整数", "请只写半角数字，不要带单位、逗号或小数。"),
    "number": ("数", "请只写半角数字和小数点，不要带单位或逗号。"),
    "boolean": ("是否值", "请写 true 或 false。"),
    "geojson": ("GeoJSON 图形", "请检查坐标是否完整。"),
}
CONSTRAINTS = (
    ("required", "是必填项，这里没有值。请补上。"),
    ("minimum", "小于允许的最小值。请核对。"),
    ("maximum", "大于允许的最大值。请核对。"),
    ("minLength", "比规定的长度短。请核对。"),
    ("maxLength", "比规定的长度长。请核对。"),
    ("pattern", "不符合规定的格式。请核对。"),
    ("enum", "不在允许的取值范围内。请从规定的值里选。"),
)
SENTENCES = {
    "extra-cell": "第 {rowNumber} 行比表头多出单元格（第 {fieldNumber} 列“{cell}”）。请检查这一行是否多了分隔符。",
    "missing-cell": "第 {rowNumber} 行缺少“{fieldName}”这一格。请检查这一行是否漏了分隔符。",
    "blank-row": "第 {rowNumber} 行是空行。请删除。",
    "unique-error": "第 {rowNumber} 行“{fieldName}”的值“{cell}”与前面的行重复。这一列的值不能重复，请核对。",
    "primary-key": "第 {rowNumber} 行的主键为空或与前面的行重复。请核对。",
    "foreign-key": "第 {rowNumber} 行的值在对照表里找不到。请核对。",
    "duplicate-row": "第 {rowNumber} 行与前面的行完全相同。请删除重复的行。",
    "extra-label": "表头里的“{label}”（第 {fieldNumber} 列）不在规定的字段里。请删除该列或更新字段说明。",
    "missing-label": "表头里缺少规定的字段“{fieldName}”。请补上这一列。",
    "incorrect-label": "表头第 {fieldNumber} 列“{label}”应为“{fieldName}”。请改正列名。",
    "blank-label": "表头第 {fieldNumber} 列没有名称。请补上。",
    "duplicate-label": "表头第 {fieldNumber} 列“{label}”与别的列同名。请改名。",
    "blank-header": "表头是空的。请补上各列的名称。",
    "unmatched-header": "表头里没有一列是规定的字段。请核对是否选错了文件或数据表标准。",
    "row-constraint": "第 {rowNumber} 行不符合清单里的条件（{note}）。请核对。",
    "forbidden-value": "第 {rowNumber} 行“{fieldName}”的值“{cell}”是不允许的。请核对。",
    "sequential-value": "第 {rowNumber} 行“{fieldName}”的值“{cell}”没有接着上一行。请检查是否漏了行。",
    "truncated-value": "第 {rowNumber} 行“{fieldName}”的值像是被截断了。请从原来的系统重新导出。",
    "ascii-value": "第 {rowNumber} 行“{fieldName}”的值“{cell}”里有非 ASCII 字符。请改用半角字母和数字。",
    "required-value": "规定要出现的值没有出现（{note}）。请补上。",
    "deviated-value": "有的值与其他值相差过大（{note}）。请核对。",
    "deviated-cell": "有的单元格长度与其他的相差过大（{note}）。请核对。",
    "table-dimensions": "表的行数或列数不符合规定（{note}）。请核对。",
    "field-count": "列数与规定的不符（{note}）。请核对。",
    "row-count": "行数与规定的不符（{note}）。请核对。",
    "hash-count": "文件的校验值与规定的不符。请重新上传完整的文件。",
    "byte-count": "文件的大小与规定的不符。请重新上传完整的文件。",
    "encoding-error": "文件的编码无法识别。请另存为 UTF-8 后重新提交。",
    "format-error": "文件的格式无法识别。请另存为 CSV 或 XLSX 后重新提交。",
    "scheme-error": "文件的地址无法打开。请重新上传文件。",
    "compression-error": "压缩包无法解开。请重新压缩或直接上传文件。",
    "checklist-error": "检查清单写错了。请检查各条规则的 type 和选项。",
    "dialect-error": "文件的读取方式写错了。请重新上传文件。",
    "control-error": "文件的读取方式写错了。请重新上传文件。",
    "resource-error": "文件的说明写错了。请重新上传文件。",
    "source-error": "文件内容无法读取。请重新导出后提交。",
    "schema-error": "字段说明（Schema）写错了。请检查各字段的 name 和 type。",
    "field-error": "字段说明（Schema）写错了。请检查各字段的 name 和 type。",
    "check-error": "检查清单写错了。请检查各条规则的 type 和选项。",
}


def finish_report(
    report: Json, types: dict[str, str], private: set[int], titles: list[str]
) -> Json:
    """The report with sentences in Chinese and personal data covered.

    `private` are the places of columns of which no cell may be kept.
    """
    for task in report["tasks"]:
        task["labels"] = [mask(label) for label in task.get("labels", [])]
    for error in all_errors(report):
        _cover(error, private, titles)
        error["message"] = sentence(error, types)
    return report


def sentence(error: Json, types: dict[str, str]) -> str:
    """What is wrong, where, and what to do, in Chinese."""
    kind = error["type"]
    if kind == "type-error":
        what, advice = EXAMPLES.get(types.get(error["fieldName"], ""), ("规定的类型", "请核对。"))
        return f"{_place(error)}是“{error['cell']}”，不是{what}。{advice}"
    if kind == "constraint-error":
        return f"{_place(error)}是“{error['cell']}”，{_constraint(error['note'])}"
    template = SENTENCES.get(kind)
    return template.format(**error) if template else str(error["message"])


def totals(report: Json) -> dict[str, int]:
    """How many errors of each type a report holds."""
    return dict(Counter(error["type"] for error in all_errors(report)))


def all_errors(report: Json) -> list[Json]:
    """The errors of a report, its own before those of its tasks."""
    return [*report["errors"], *(error for task in report["tasks"] for error in task["errors"])]


def _place(error: Json) -> str:
    return f"第 {error['rowNumber']} 行“{error['fieldName']}”"


def _constraint(note: str) -> str:
    for name, words in CONSTRAINTS:
        if f'"{name}' in note or f"{name} " in note:
            return words
    return "不符合字段的规定。请核对。"


def cover_row(row: Json, private: set[int]) -> Json:
    """A row that was set aside, its cells in private columns covered."""
    return {**row, "cells": _cover_cells(row["cells"], private)}


def _cover_cells(cells: list[Any], private: set[int]) -> list[Any]:
    return [MASK if place in private and cell else cell for place, cell in enumerate(cells)]


def _cover(error: Json, private: set[int], titles: list[str]) -> None:
    """Cover the cells of private columns, and any personal number elsewhere."""
    secret = {str(cell) for place in private for cell in error.get("cells", [])[place : place + 1]}
    for key in ("note", "message"):
        # A note may quote the cell; one of a single character would cover half of every sentence.
        for cell in filter(lambda cell: len(cell) > 1, secret if key in error else ()):
            error[key] = error[key].replace(cell, MASK)
    if "cells" in error:
        error["cells"] = [mask(cell) for cell in _cover_cells(error["cells"], private)]
    if "cell" in error:
        hidden = error["fieldNumber"] - 1 in private or error["fieldNumber"] > len(titles)
        error["cell"] = MASK if hidden and private and error["cell"] else mask(error["cell"])
    for key in ("note", "message", "label"):
        if key in error:
            error[key] = mask(error[key])
    if "labels" in error:
        error["labels"] = [mask(label) for label in error["labels"]]
