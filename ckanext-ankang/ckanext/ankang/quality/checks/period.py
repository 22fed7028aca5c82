"""Which days a table covers: no fault, but what its dataset says of itself."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

import attrs
from frictionless import Check, Error

from ...tables.plain import Run

# Written so that their order as text is their order in time.
DATED = frozenset({"date", "datetime", "yearmonth", "year"})


@attrs.define(kw_only=True, repr=False)
class time_span(Check):
    """Tell the first and the last value of each column of dates; it faults nothing."""

    type = "time-span"
    # The columns of dates: their ids by their titles.
    columns: Mapping[str, str] = attrs.field(factory=dict)
    spans: dict[str, list[str]] = attrs.field(init=False, factory=dict)

    def suspects(self, _run: Run, _titles: Sequence[str]) -> Iterable[int]:
        return ()

    def absorb(self, run: Run, titles: Sequence[str], left_out: Set[int]) -> None:
        # Rows left out come again one by one; to see them twice changes no first and no last.
        names = [name for name in self.columns if name in titles]
        cells = run.columns([titles.index(name) for name in names]) if names else []
        for name, column in zip(names, cells, strict=True):
            self._see(name, (cell.decode() for cell in _ends(column)))

    def validate_row(self, row: Any) -> Iterable[Error]:
        cells = dict(zip(row.field_names, row.cells, strict=False))
        for name in self.columns:
            # What is not of its type is an error of the cell and no date.
            if cells.get(name) and row.get(name) is not None:
                self._see(name, [str(cells[name])])
        return ()

    def _see(self, name: str, values: Iterable[str]) -> None:
        column = self.columns[name]
        for value in values:
            first, last = self.spans.get(column, [value, value])
            self.spans[column] = [min(first, value), max(last, value)]


def _ends(cells: Sequence[bytes]) -> list[bytes]:
    """The first and the last of cells, empty ones left out."""
    last = max(cells, default=b"")
    first = min(cells, default=b"") or min(filter(None, cells), default=b"")
    return [cell for cell in (first, last) if cell]
