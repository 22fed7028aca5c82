"""What was done while a file was read, in sentences for people (pure).

The facts of `tables` hold every decision for machines; what is not told here is in the JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

FORMATS = {
    "csv": "带分隔符的文本（CSV）",
    "xlsx": "Excel 工作簿（XLSX）",
    "xls": "Excel 97–2003 工作簿（XLS）",
    "ods": "OpenDocument 表格（ODS）",
    "json": "JSON",
    "jsonl": "JSON Lines",
    "geojson": "GeoJSON",
    "xml": "XML",
    "parquet": "Parquet",
}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8（带 BOM）",
    "gb18030": "GB 18030",
    "big5": "Big5",
}
FOUND_FROM = {"mark": "文件开头有标记", "strict": "全部字节都符合", "score": "按文字常见程度判断"}
DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线", "，": "全角逗号", " ": "空格"}
DROPPED = {"total": "合计行", "footnote": "表尾注释"}
TYPES = {"date": "日期", "datetime": "日期时间"}
NAMED = 10


def sentences(facts: Json) -> list[tuple[str, str]]:
    """Return what was found and done as (what, sentence), in the order of reading."""
    told = [(title, tell(facts)) for title, tell in TOLD]
    return [(title, sentence) for title, sentence in told if sentence]


def _format(facts: Json) -> str:
    return FORMATS.get(facts.get("format", ""), str(facts.get("format", "")))


def _encoding(facts: Json) -> str:
    encoding = str(facts.get("encoding", ""))
    how = FOUND_FROM.get(facts.get("encoding_from", ""))
    name = ENCODINGS.get(encoding, encoding.upper())
    return f"{name}（{how}）" if how else name


def _delimiter(facts: Json) -> str:
    delimiter = str(facts.get("delimiter", ""))
    return DELIMITERS.get(delimiter, delimiter)


def _sheets(facts: Json) -> str:
    sheets = facts.get("sheets") or []
    others = [
        f"{sheet['name']}（隐藏）" if sheet["state"] != "visible" else str(sheet["name"])
        for sheet in sheets
        if sheet["name"] != facts.get("sheet")
    ]
    if not sheets:
        return ""
    read = f"读取了“{facts.get('sheet', '')}”"
    return f"{read}；没有读取：{_listed(others)}。" if others else f"{read}。"


def _records(facts: Json) -> str:
    return f"记录取自键“{facts['records_key']}”。" if facts.get("records_key") else ""


def _preamble(facts: Json) -> str:
    texts = [f"第 {row['row']} 行“{row['text']}”" for row in facts.get("preamble") or []]
    return f"{_listed(texts)}在表头之上，不算数据。" if texts else ""


def _unit(facts: Json) -> str:
    return str(facts.get("unit", ""))


def _header(facts: Json) -> str:
    number = facts.get("header_row")
    return f"第 {number} 行，共 {len(facts.get('columns', []))} 列。" if number else ""


def _renamed(facts: Json) -> str:
    notes = [
        f"第 {note['column']} 列“{note['header'] or ''}”改称“{note['title']}”"
        for note in facts.get("renamed_headers") or []
    ]
    return f"{_listed(notes)}。" if notes else ""


def _dropped(facts: Json) -> str:
    rows = [
        f"第 {row['row']} 行（{DROPPED.get(row['kind'], '表外内容')}）"
        for row in facts.get("dropped_rows") or []
    ]
    return f"{_listed(rows)}不算数据。" if rows else ""


def _blank(facts: Json) -> str:
    return f"跳过 {facts['blank_rows']} 行。" if facts.get("blank_rows") else ""


def _transforms(facts: Json) -> str:
    titles = {column["id"]: column["title"] for column in facts.get("columns", [])}
    types = {column["id"]: column["type"] for column in facts.get("columns", [])}
    changes = [
        f"“{titles.get(change['column'], change['column'])}”的"
        f"{TYPES.get(types.get(change['column'], ''), '值')}统一写法"
        for change in facts.get("transforms") or []
    ]
    return f"{_listed(changes)}；原文件没有改动。" if changes else ""


def _isolation(facts: Json) -> str:
    if facts.get("isolated", True):
        return ""
    return "这台服务器不允许读取文件的程序离开网络，只限制了内存和时间。请管理员运行 ankang doctor 查看。"


def _listed(parts: list[str]) -> str:
    more = f" 等 {len(parts)} 处" if len(parts) > NAMED else ""
    return "、".join(parts[:NAMED]) + more


TOLD: tuple[tuple[str, Callable[[Json], str]], ...] = (
    ("文件格式", _format),
    ("文字编码", _encoding),
    ("分隔符", _delimiter),
    ("工作表", _sheets),
    ("记录", _records),
    ("表头之上", _preamble),
    ("单位", _unit),
    ("表头", _header),
    ("改名的列", _renamed),
    ("表尾", _dropped),
    ("空行", _blank),
    ("改写的值", _transforms),
    ("隔离", _isolation),
)
