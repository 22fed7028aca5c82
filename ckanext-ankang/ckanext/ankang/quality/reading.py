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
    "spreadsheetml": "Excel 2003 XML 表格",
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
FOUND_FROM = {
    "mark": "文件开头有标记",
    "strict": "全部字节都符合",
    "escapes": "文件里有 HZ 转义符号",
    "score": "按文字常见程度判断",
}
DELIMITERS = {
    ",": "逗号",
    "\t": "制表符",
    ";": "分号",
    "|": "竖线",
    "，": "全角逗号",
    " ": "空格",
    "  ": "多个空格",
    "、": "顿号",
}
ASIDE = {
    "comment": "注释",
    "footnote": "表尾注释",
    "named_total": "像合计的行",
    "page": "页码",
    "repeated_header": "重复的表头",
    "repeated_title": "重复的标题",
    "subtotal": "小计行",
    "total": "合计行",
    "unit": "单位行",
}
MISSING = "missing"
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
    delimiter = str(facts.get("dialect", {}).get("delimiter") or "")
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
    read = f"{read}；没有读取：{_listed(others)}。" if others else f"{read}。"
    if unread := facts.get("unread_sheets"):
        read += f"其中“{_listed(unread)}”也有数据，没有校验，接口里也没有；需要时请另存为单独的文件提交。"
    return read


def _archive(facts: Json) -> str:
    if not facts.get("member"):
        return ""
    read = f"读取了“{facts['member']}”"
    unread = facts.get("unread_members")
    return f"{read}；没有读取：{_listed(unread)}。" if unread else f"{read}。"


def _records(facts: Json) -> str:
    if facts.get("record_element"):
        return f"每个“{facts['record_element']}”元素是一条记录。"
    return f"记录取自键“{facts['records_key']}”。" if facts.get("records_key") else ""


def _hidden(facts: Json) -> str:
    rows, columns = facts.get("hidden_rows"), facts.get("hidden_columns")
    places = []
    if rows:
        more = f" 等 {rows['count']} 行" if rows["count"] > NAMED else " 行"
        places.append(f"第 {'、'.join(map(str, rows['rows'][:NAMED]))}{more}")
    if columns:
        places.append(f"{_listed(columns)} 列")
    return (
        f"{'和'.join(places)}在文件里是隐藏的，照样读取，也会随文件公开。请核对。" if places else ""
    )


def _merged(facts: Json) -> str:
    merged = facts.get("merged_cells")
    if not merged:
        return ""
    more = f" 等 {merged['count']} 处" if merged["count"] > NAMED else ""
    places = f"{'、'.join(merged['ranges'][:NAMED])}{more}"
    return f"{places}是合并的单元格：值只在左上角一格，其余各格按空值读取。"


def _preamble(facts: Json) -> str:
    texts = [f"第 {row['row']} 行“{row['text']}”" for row in facts.get("preamble") or []]
    return f"{_listed(texts)}在表头之上，不算数据。" if texts else ""


def _unit(facts: Json) -> str:
    return str(facts.get("unit", ""))


def _header(facts: Json) -> str:
    rows = facts.get("header_rows") or [facts.get("header_row")]
    if not rows[0]:
        return ""
    return f"第 {'、'.join(map(str, rows))} 行，共 {len(facts.get('columns', []))} 列。"


def _renamed(facts: Json) -> str:
    notes = [
        f"第 {note['column']} 列“{note['header'] or ''}”改称“{note['title']}”"
        for note in facts.get("renamed_headers") or []
    ]
    return f"{_listed(notes)}。" if notes else ""


def _dropped(facts: Json) -> str:
    rows = _aside(facts.get("dropped_rows") or [])
    return f"{rows}不算数据。" if rows else ""


def _kept(facts: Json) -> str:
    rows = _aside(facts.get("kept_rows") or [])
    return f"{rows}算作数据，请核对。" if rows else ""


def _aside(rows: list[Json]) -> str:
    return _listed([f"第 {row['row']} 行（{ASIDE.get(row['kind'], '表外内容')}）" for row in rows])


def _blank(facts: Json) -> str:
    return f"跳过 {facts['blank_rows']} 行。" if facts.get("blank_rows") else ""


def _transforms(facts: Json) -> str:
    titles = {column["id"]: column["title"] for column in facts.get("columns", [])}
    changes = [
        f"“{titles.get(change['column'], change['column'])}”{_change(change)}"
        for change in facts.get("transforms") or []
    ]
    return f"{_listed(changes)}；原文件没有改动。" if changes else ""


def _change(change: Json) -> str:
    if change["transform"] == MISSING:
        marks = "”“".join(change["values"])
        return f"有 {change['cells']} 格“{marks}”当作空值"
    unit = f"（单位：{change['unit']}）" if change.get("unit") else ""
    return f"有 {change['cells']} 格统一了写法{unit}"


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
    ("压缩包", _archive),
    ("工作表", _sheets),
    ("隐藏的行列", _hidden),
    ("合并单元格", _merged),
    ("记录", _records),
    ("表头之上", _preamble),
    ("单位", _unit),
    ("表头", _header),
    ("改名的列", _renamed),
    ("表外的行", _dropped),
    ("存疑的行", _kept),
    ("空行", _blank),
    ("改写的值", _transforms),
    ("隔离", _isolation),
)
