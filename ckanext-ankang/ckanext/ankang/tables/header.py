"""Where the header stands, what stands above it, and which last rows are not data."""

import re
from collections import Counter

from .plain import Row
from .table import Facts

TOTAL = re.compile(r"(合计|总计|小计|共计|总合计)[:：]?")
FOOTNOTE = re.compile(
    r"(注|备注|说明|注释|数据来源|资料来源|来源|制表|填表|审核)[人单位]*\d*[:：.、]"
)
UNIT = re.compile(r"[（(]?\s*(计量)?单位\s*[:：]\s*(?P<unit>[^）)]+)[）)]?")


def find_header(sample: list[Row]) -> tuple[Row | None, list[Row]]:
    """The header row and the title rows above it, from the first rows of a file."""
    filled = [row for row in sample if any(row)]
    if not filled:
        return None, []
    width = Counter(_filled(row) for row in filled[:50]).most_common(1)[0][0]
    for index, row in enumerate(filled[:10]):
        if not _is_title(row, width, filled[index + 1 : index + 2]):
            return row, filled[:index]
    return filled[0], []


def describe_preamble(preamble: list[Row], facts: Facts) -> None:
    """Write down what stood above the header, and the unit it names."""
    texts = ["".join(cell for cell in row if cell) for row in preamble]
    facts["preamble"] = [
        {"row": row.number, "text": text} for row, text in zip(preamble, texts, strict=True)
    ]
    units = [found.group("unit").strip() for text in texts if (found := UNIT.search(text))]
    if units:
        facts["unit"] = units[0]


def is_after_table(row: Row) -> str | None:
    """`total` or `footnote` for a last row that is no data."""
    first = next((cell for cell in row if cell), "")
    compact = re.sub(r"\s", "", first)
    if TOTAL.fullmatch(compact):
        return "total"
    return "footnote" if _filled(row) <= 2 and FOOTNOTE.match(compact) else None


def _filled(row: Row) -> int:
    return sum(cell is not None for cell in row)


def _is_title(row: Row, width: int, following: list[Row]) -> bool:
    if width < 2 or not following:
        return False
    if UNIT.fullmatch("".join(cell for cell in row if cell)):
        return True
    return _filled(row) == 1 and _filled(following[0]) >= 1 and row[0] is not None
