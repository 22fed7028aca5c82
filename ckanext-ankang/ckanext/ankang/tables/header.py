"""Where the header stands, of how many rows it is, and what stands above it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .plain import Row
from .table import Column, Facts
from .types import MISSING, is_quantity, to_date, to_month

UNIT = re.compile(r"[（(]?\s*(计量)?单位\s*[:：]\s*(?P<unit>[^）)]+)[）)]?")
# `填报单位：` names a body, not a unit.
UNIT_ABOVE = re.compile(r"(?<![\u4e00-\u9fff])(?:计量)?单位\s*[:：]\s*(?P<unit>[^）)\s]+)")
# `填表人：张三`, but neither a time of day nor a web address.
LABELLED = re.compile(r"[^:：0-9]{2,12}[:：](?!//).*", re.DOTALL)
# `金额（万元）`: what the bracket at the end of a title holds is a unit if it is made of these.
UNIT_IN_TITLE = re.compile(
    r".*[（(\[【]\s*(?:单位[:：])?\s*(?P<unit>[十百千万亿]{0,2}(?:"
    r"元|人|人次|户|个|家|件|起|次|所|座|处|栋|套|辆|台|条|张|名|天|日|月|年|小时|分钟|岁|亩|公顷|吨|千克|公斤|克|斤|"
    r"米|公里|平方米|平方公里|立方米|千瓦时|千瓦|度|床|头|只|羽|株|标准煤|"
    r"km|m|cm|mm|km²|m²|m³|㎡|km2|m2|m3|kg|t|kWh|kW|MW|℃|°|%|％|‰)"
    r"(?:/[^）)\]】]{1,6})?)\s*[）)\]】]",
    re.DOTALL,
)
SERIAL = re.compile(r"序\s*号|顺序号|行号|No\.?|NO\.?|#")
SAMPLED = 50
TITLES = 10
DEEPEST = 3


@dataclass(frozen=True)
class Header:
    """The labels of the columns, the row or rows they come from, and the rows above."""

    labels: list[str | None]
    rows: list[Row]
    preamble: list[Row]

    @property
    def number(self) -> int:
        """The last row of the header: data stand below."""
        return self.rows[-1].number


def find_header(sample: Sequence[Row]) -> Header | None:
    """The header among the first rows of a file, None when they are all blank."""
    filled = [row for row in sample if any(row)]
    if not filled:
        return None
    widths = Counter(map(count_filled, filled[:SAMPLED]))
    width = max(widths, key=lambda width: (widths[width], width))
    index = next(
        (n for n, row in enumerate(filled[:TITLES]) if not _is_title(row, width, filled[n + 1 :])),
        0,
    )
    rows = filled[index:]
    depth = _depth(rows)
    return Header(_joined(rows[:depth]), rows[:depth], filled[:index])


def describe_header(header: Header, facts: Facts) -> None:
    """Write down where the header stands, what stood above it, and the unit named there."""
    facts["header_row"] = header.number
    if len(header.rows) > 1:
        facts["header_rows"] = [row.number for row in header.rows]
    texts = ["".join(cell for cell in row if cell) for row in header.preamble]
    facts["preamble"] = [
        {"row": row.number, "text": text} for row, text in zip(header.preamble, texts, strict=True)
    ]
    describe_unit(header.preamble, facts)


def describe_unit(rows: Iterable[Row], facts: Facts) -> None:
    """Write down the first unit that rows around the table name for all of it."""
    cells = [cell for row in rows for cell in row if cell]
    units = [found["unit"].strip() for cell in cells if (found := UNIT_ABOVE.search(cell))]
    if units:
        facts.setdefault("unit", units[0])


def describe_columns(columns: Sequence[Column], facts: Facts) -> None:
    """Write down the units that titles name, and which columns only number the rows."""
    found = {column.id: UNIT_IN_TITLE.fullmatch(column.title) for column in columns}
    facts["units"] = {name: unit["unit"] for name, unit in found.items() if unit}
    facts["serial_columns"] = [c.id for c in columns if SERIAL.fullmatch(c.title)]


def count_filled(row: Row) -> int:
    """How many cells of a row hold something."""
    return sum(cell is not None for cell in row)


def is_value(cell: str) -> bool:
    """Whether a cell is a quantity or a date, which no label is; a year may head a column."""
    year = re.fullmatch(r"(?:19|20)[0-9]{2}", cell, re.ASCII)
    return not year and bool(is_quantity(cell) or to_date(cell) or to_month(cell))


def _is_title(row: Row, width: int, following: Sequence[Row]) -> bool:
    if not following:
        return False
    cells = [cell for cell in row if cell]
    if cells[0].startswith("#") and (len(cells) != width or LABELLED.fullmatch(cells[0])):
        return True
    if width < 2:
        return False
    if UNIT.fullmatch("".join(cells)):
        return True
    if len(cells) < max(width, count_filled(following[0])) and all(map(LABELLED.fullmatch, cells)):
        return True
    return len(cells) == 1 and row[0] is not None


def _depth(rows: Sequence[Row]) -> int:
    """How many rows the header has: group labels above leave gaps that the next row fills."""
    depth = 1
    while depth < min(DEEPEST, len(rows) - 1) and _continues(rows[:depth], rows[depth:]):
        depth += 1
    return depth


def _continues(above: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether the first of `rows` is still header: it labels the gaps above, over columns of values."""
    row, *data = rows[:20]
    labels = {place for place, cell in enumerate(row) if cell}
    gaps = {place for place, cell in enumerate(above[0]) if not cell}
    if not gaps & labels or any(is_value(cell) or cell in MISSING for cell in row if cell):
        return False
    everywhere = set(range(max(len(row), *map(len, above))))
    labelled = labels | {place for one in above for place, cell in enumerate(one) if cell}
    # The rows just below may belong to the header as well.
    below = data[DEEPEST - 2 :] or data
    return labelled == everywhere and any(_holds_values(place, below) for place in labels)


def _holds_values(place: int, rows: Sequence[Row]) -> bool:
    cells = [row[place] for row in rows if place < len(row) and count_filled(row) > 1]
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(is_value, filled)) >= 0.8 * len(filled)


def _joined(rows: Sequence[Row]) -> list[str | None]:
    """One label a column: `上级/下级`, a group's label reaching over the gaps to its right."""
    if len(rows) == 1:
        return list(rows[0])
    width = max(map(len, rows))
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    for upper, lower in pairwise(padded):
        for place in range(1, width):
            if upper[place] is None and lower[place] is not None:
                upper[place] = upper[place - 1]
    columns = zip(*padded, strict=True)
    return [
        "/".join(dict.fromkeys(cell.strip() for cell in cells if cell)) or None for cells in columns
    ]
