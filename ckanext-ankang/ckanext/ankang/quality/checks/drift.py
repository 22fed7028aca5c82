"""How a table differs from its last version, and columns that say nothing: notes, no errors."""

from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any, ClassVar

import attrs
from frictionless import Check, Error

from ...tables.plain import Run
from ..notes import Note
from .columns import NAME, ColumnsCheck, Profile, options
from .numbers import number_of

# What is told of a version for the next one: `{"rows": 12, "columns": {"id": {"count", "sum"}}}`.
TableProfile = Mapping[str, Any]
HALF = Decimal("0.5")
# 元 for 万元 is ten thousand times; a tenfold mean is already no year's growth.
TENFOLD = 10
# In fewer rows a column may be constant by chance.
ENOUGH_ROWS = 20


def row_drift(rows: int, previous: TableProfile | None) -> Iterable[Note]:
    """Note that rows became fewer than half of those of the last version."""
    before = (previous or {}).get("rows", 0)
    if rows < before * HALF:
        sentence = f"上一版有 {before} 行，这一版只有 {rows} 行，少了一半以上。请确认没有漏导数据。"
        yield Note("row-drift", sentence)


@attrs.define(kw_only=True, repr=False)
class value_drift(ColumnsCheck):
    """Note that the mean of a column is ten times or a tenth of the last version's."""

    type = "value-drift"
    field_name: str
    previous: Mapping[str, Any] | None = None
    count: int = attrs.field(init=False, default=0)
    sum: Decimal = attrs.field(init=False, factory=Decimal)
    metadata_profile_patch: ClassVar[Profile] = options({"fieldName": NAME})

    def suspects(self, _run: Run, _titles: Sequence[str]) -> Iterable[int]:
        return ()

    def absorb(self, run: Run, titles: Sequence[str], left_out: Set[int]) -> None:
        for cells in self.columns_of(run, titles) or []:
            for place, cell in enumerate(cells):
                if cell and place not in left_out:
                    self._see(cell.decode())

    def validate_row(self, row: Any) -> Iterable[Error]:
        if cells := self.written(row):
            self._see(cells[0])
        return ()

    def profile(self) -> dict[str, Any]:
        """What the next version is compared with."""
        return {"count": self.count, "sum": str(self.sum)}

    def notes(self) -> Iterable[Note]:
        before = self.previous or {"count": 0}
        if not before["count"] or not self.count:
            return
        now, then = self.sum / self.count, Decimal(before["sum"]) / before["count"]
        if not now or not then or 1 / Decimal(TENFOLD) < abs(now / then) < TENFOLD:
            return
        sentence = (
            f"“{self.field_name}”列的平均值是 {now:.4g}，上一版是 {then:.4g}，相差十倍以上。"
            "请确认单位没有变（如元与万元）。"
        )
        yield Note(self.type, sentence, self.field_name)

    def _see(self, cell: str) -> None:
        if (number := number_of(cell)) is not None:
            self.count += 1
            self.sum += number


@attrs.define(kw_only=True, repr=False)
class idle_columns(Check):
    """Note columns that are empty, or the same in every row."""

    type = "idle-columns"
    _rows: int = attrs.field(init=False, default=0)
    # The one value that each column had so far; a column with two has left.
    _only: dict[str, str] | None = attrs.field(init=False, default=None)

    def suspects(self, _run: Run, _titles: Sequence[str]) -> Iterable[int]:
        return ()

    def absorb(self, run: Run, titles: Sequence[str], left_out: Set[int]) -> None:
        places = [place for place in range(len(run)) if place not in left_out]
        # A few rows leave few columns to look at.
        for row in run.rows(places[:ENOUGH_ROWS]):
            self._see(titles, row)
        rest = places[ENOUGH_ROWS:]
        self._rows += len(rest)
        left = list(self._only or ()) if rest else []
        for title, cells in zip(left, run.columns([titles.index(t) for t in left]), strict=True):
            seen = set(cells if len(rest) == len(cells) else [cells[place] for place in rest])
            self._narrow(title, {cell.decode() for cell in seen})

    def validate_row(self, row: Any) -> Iterable[Error]:
        self._see(row.field_names, row.cells)
        return ()

    def notes(self) -> Iterable[Note]:
        for title, value in (self._only or {}).items() if self._rows >= ENOUGH_ROWS else ():
            if value:
                sentence = f"“{title}”列每一行都是“{value}”。如果本该不同，请核对；如果本来相同，可以写在数据集的说明里。"
                yield Note("constant-column", sentence, title)
            else:
                sentence = f"“{title}”列全是空的。请补上数据，或者删去这一列。"
                yield Note("empty-column", sentence, title)

    def _see(self, names: Sequence[str], cells: Sequence[Any]) -> None:
        self._rows += 1
        values = {name: str(cell or "") for name, cell in zip(names, cells, strict=False)}
        if self._only is None:
            self._only = values
        for title in list(self._only):
            self._narrow(title, {values.get(title, "")})

    def _narrow(self, title: str, values: set[str]) -> None:
        assert self._only is not None
        if values != {self._only[title]}:
            del self._only[title]
