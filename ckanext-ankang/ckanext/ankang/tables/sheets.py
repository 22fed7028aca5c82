"""What all spreadsheets have in common: which sheet is read, and what is noted on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from .cells import column_letter, is_rounded, number_cell
from .errors import DamagedTable, NotATable
from .plain import Row
from .source import Source
from .table import Damage, Facts

NAMED = 20
LAST_ROW = 1_048_576
CELL_ERRORS = frozenset(
    {
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
    }
)
CELL_ERROR = (
    "{column} 列有 {count} 个单元格是公式错误 {value}（先后在第 {places} 行），没有数据。"
    "请在表格软件里改正公式，或清空后重新提交。"
)


@dataclass
class Places:
    """Where something was met: the first rows, and how often."""

    rows: list[int] = field(default_factory=list)
    count: int = 0

    def add(self, row: int) -> None:
        """Count one more."""
        self.count += 1
        if len(self.rows) < NAMED:
            self.rows.append(row)


@dataclass
class Notes:
    """What a person should know of a sheet that was read, though its cells do not show it."""

    rounded: dict[int, Places] = field(default_factory=dict)
    errors: dict[tuple[int, str], Places] = field(default_factory=dict)
    hidden_rows: Places = field(default_factory=Places)
    hidden_columns: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    merged_count: int = 0

    def number(self, number: str, place: int, row: int) -> str:
        """A number as a cell, noted where its tail was lost before it came to us."""
        if is_rounded(number):
            self.rounded.setdefault(place, Places()).add(row)
        return number_cell(number)

    def error(self, value: str, place: int, row: int) -> str:
        """The error a formula ended in; it stays as text, so that its row shows it."""
        self.errors.setdefault((place, value), Places()).add(row)
        return value

    def hide_columns(self, first: int, last: int) -> None:
        """Note hidden columns, from `first` to `last` (from 0, both included)."""
        room = NAMED - len(self.hidden_columns)
        self.hidden_columns += map(column_letter, islice(range(first, last + 1), room))

    def merge(self, area: str) -> None:
        """Note merged cells: the value stands in the first of them only."""
        self.merged_count += 1
        if len(self.merged) < NAMED:
            self.merged.append(area)

    def merge_area(self, place: int, row: int, wide: int, high: int) -> None:
        """Note merged cells by their first one (column from 0) and how far they go."""
        corner = f"{column_letter(place + wide - 1)}{row + high - 1}"
        self.merge(f"{column_letter(place)}{row}:{corner}")

    def take_over(self, other: "Notes") -> None:
        """Have what another walk through the same sheet met."""
        vars(self).update(vars(other))

    def tell(self, facts: Facts, damages: list[Damage]) -> None:
        """Write down what was met."""
        told = {
            "rounded_numbers": [
                {"column": column_letter(place), "rows": met.rows, "count": met.count}
                for place, met in self.rounded.items()
            ],
            "cell_errors": [
                {"column": column_letter(place), "value": value}
                | {"rows": met.rows, "count": met.count}
                for (place, value), met in self.errors.items()
            ],
            "hidden_rows": {"rows": self.hidden_rows.rows, "count": self.hidden_rows.count},
            "hidden_columns": self.hidden_columns,
            "merged_cells": {"ranges": self.merged, "count": self.merged_count},
        }
        facts |= {key: value for key, value in told.items() if _holds_something(value)}
        for error in facts.get("cell_errors", []):
            places = "、".join(map(str, error["rows"]))
            reason = CELL_ERROR.format(**error, places=places)
            damages.append(Damage(error["rows"][0], "formula-error", reason))


@dataclass(frozen=True)
class Sheet:
    """One sheet; `rows` gives those that hold something, numbered as the program shows them."""

    name: str
    state: str
    rows: Callable[[Notes], Iterator[Row]]


def first_filled(sheets: list[Sheet], source: Source) -> Iterator[Row]:
    """The rows of the first visible sheet that holds data; the other ones are named."""
    source.facts["sheets"] = [{"name": sheet.name, "state": sheet.state} for sheet in sheets]
    visible = [sheet for sheet in sheets if sheet.state == "visible"]
    if not visible:
        raise NotATable(name=source.name, found="工作簿里没有可见的工作表")
    filled = [sheet for sheet in visible if next(sheet.rows(Notes()), None) is not None]
    sheet = next(iter(filled), visible[0])
    source.facts["sheet"] = sheet.name
    if filled[1:]:
        source.facts["unread_sheets"] = [other.name for other in filled[1:]]
    notes = Notes()
    yield from _rising(sheet.rows(notes), source)
    notes.tell(source.facts, source.damages)


def trimmed(cells: list[str | None]) -> list[str | None]:
    """Cells up to the last that holds something."""
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _rising(rows: Iterator[Row], source: Source) -> Iterator[Row]:
    """Rows in their order; one out of order, or further down than a sheet goes, is a defect."""
    last = 0
    for row in rows:
        if not last < row.number <= LAST_ROW:
            reason = "工作表的行号乱了。请用表格软件打开后重新另存为 .xlsx。"
            raise DamagedTable(name=source.name, row=last, reason=reason)
        last = row.number
        yield row


def _holds_something(value: object) -> bool:
    return bool(value["count"]) if isinstance(value, dict) else bool(value)
