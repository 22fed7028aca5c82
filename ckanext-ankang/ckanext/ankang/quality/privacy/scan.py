"""The scan: every cell of a table for personal numbers, and every column for what it is."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from ...tables.plain import Row, Run
from ..privacy import blocks
from .columns import EVERY, FIRST_ROWS, NAMED_ROWS, Column, column_kinds, sampled
from .kinds import BLOCK, HOLD, NOTE, Kind, kinds, speaks_of
from .numbers import FORMS
from .texts import PASSPORT, fold, forms_and_kinds

# Numbers of orders and amounts hit a card's or telephone's pattern by chance (Luhn: one in ten),
# so a column of them counts only when a good part of its long numbers does.
CHANCE = 0.3
FEW = 5
# Of random numbers of 18 digits one in 70,000 is an identity number (region, birth date, check
# digit); more hits than that many could bring by chance are no chance.
IDENTITY_CHANCE = 2e-5
DEVIATIONS = 5
# Cells in which `texts` can find nothing: shorter, or without a digit.
_MAYBE = re.compile("[0-9０-９]")
_SHORTEST_CELL = 7
GAPS = " -"


@dataclass(frozen=True)
class PrivacyFinding:
    """Personal data of one kind in one column; `rows` names the first of them.

    `column` is empty where they stand outside the table, in the rows that were set aside.
    """

    column: str
    title: str
    kind: str
    severity: str
    count: int
    rows: list[int]

    @property
    def about(self) -> Kind:
        """What there is to know of its kind."""
        return kinds()[self.kind]

    @property
    def sentence(self) -> str:
        """What was found, where, and what to do."""
        place = f"“{self.title}”列" if self.column else self.title
        where = (
            f"{place}有 {self.count} 个单元格含{self.about.label}，最先出现在第 {self.rows[0]} 行"
        )
        if self.severity == NOTE:
            return f"{where}。{self.about.advice}"
        verb = "不能公开" if self.severity == BLOCK else "未经审核放行不能公开"
        return f"{where}。这是个人信息，{verb}。{self.about.advice}"


@dataclass
class _Seen:
    forms: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def add(self, kind: str, count: int, rows: Iterable[int]) -> None:
        """Take in cells of a kind, of which `rows` has the first."""
        self.hits[kind] += count
        self.rows[kind] = sorted([*self.rows.get(kind, []), *rows])[:NAMED_ROWS]


class PrivacyScan:
    """Looks at every cell of a table, row by row or run by run, as it passes.

    `columns` are ids and titles; a column without an id stands for what is outside the table.
    """

    def __init__(self, columns: Sequence[tuple[str, str]]) -> None:
        self._columns = columns
        self._seen = [_Seen() for _ in columns]
        self._shape = [Column(title) for _, title in columns]
        self._documents = {
            n for n, (_, title) in enumerate(columns) if speaks_of("document", title)
        }

    def see(self, number: int, cells: Sequence[str | None]) -> None:
        """Take notice of one row; cells beyond the header count for the last column."""
        if sampled(number):
            self._see_shape(number, cells)
        self._see_numbers(number, cells)

    def see_header(self, number: int, titles: Sequence[str | None]) -> None:
        """Take notice of the header, which is no cell of its columns but may hold a number."""
        self._see_numbers(number, titles)

    def see_run(self, run: Run) -> None:
        """Take notice of a run of rows, exactly as `see` of each would."""
        width, delimiter = run.layout.width, run.layout.delimiter
        if delimiter in GAPS or width != len(self._columns):
            for row in run.rows():
                self.see(row.number, row)
            return
        for row in _sampled_rows(run):
            self._see_shape(row.number, row)
        block = blocks.look(run.data, delimiter.encode(), width)
        whole = {*block.rows, *self._document_rows(run)}
        for row in run.rows(sorted(whole)) if whole else ():
            self._see_numbers(row.number, row)
        self._see_block(run.first, block, whole)

    def findings(self) -> list[PrivacyFinding]:
        """What stands, once all rows have passed: the hardest kinds first."""
        found = [
            PrivacyFinding(*column, kind, severity.severity, seen.hits[kind], seen.rows[kind])
            for column, seen in zip(self._columns, self._seen, strict=True)
            for kind, severity in kinds().items()
            if _stands(kind, seen)
        ]
        order = (BLOCK, HOLD, NOTE)
        return sorted([*found, *self._column_findings()], key=lambda f: order.index(f.severity))

    def _column_findings(self) -> Iterable[PrivacyFinding]:
        if not all(name for name, _ in self._columns):
            return
        for place, kind in column_kinds(self._shape):
            column = self._shape[place]
            small = kind == "small_count"
            count, rows = (
                (column.small, column.small_rows) if small else (column.filled, column.rows)
            )
            severity = kinds()[kind].severity
            yield PrivacyFinding(*self._columns[place], kind, severity, count, rows)

    def _see_shape(self, number: int, cells: Sequence[str | None]) -> None:
        for column, cell in zip(self._shape, cells, strict=False):
            if cell:
                column.see(number, cell)

    def _see_numbers(self, number: int, cells: Sequence[str | None]) -> None:
        last = len(self._seen) - 1
        for position, cell in enumerate(cells):
            if cell and len(cell) >= _SHORTEST_CELL and _MAYBE.search(cell):
                self._see_cell(number, min(position, last), cell)

    def _see_cell(self, number: int, position: int, cell: str) -> None:
        seen = self._seen[position]
        forms, found = forms_and_kinds(cell)
        if position in self._documents and PASSPORT.search(fold(cell)):
            found.add("passport")
        seen.forms.update(forms)
        for kind in found:
            seen.add(kind, 1, [number])

    def _document_rows(self, run: Run) -> set[int]:
        """The places of rows with a passport's number in a column of documents."""
        return {
            place
            for column in self._documents
            for place, cell in enumerate(run.column(column))
            if blocks.PASSPORT_BYTES.search(blocks.fold_bytes(cell))
        }

    def _see_block(self, first: int, block: blocks.Block, whole: set[int]) -> None:
        width = len(self._columns)
        rest = ~np.isin(block.cells // width, list(whole))
        cells, sizes, found = block.cells[rest], block.sizes[rest], block.kinds[rest]
        for size in np.unique(sizes):
            columns = np.bincount(cells[sizes == size] % width, minlength=width)
            for column in np.flatnonzero(columns):
                for form in FORMS.get(int(size), ()):
                    self._seen[column].forms[form] += int(columns[column])
        for kind in np.unique(found[found > 0]):
            of_kind = np.unique(cells[found == kind])
            for column in np.unique(of_kind % width):
                rows = of_kind[of_kind % width == column] // width
                named = [first + int(row) for row in rows[:NAMED_ROWS]]
                self._seen[column].add(blocks.KINDS[kind], len(rows), named)


def _sampled_rows(run: Run) -> Iterator[Row]:
    """The rows of a run that are sampled; the others are not even cut apart."""
    ends = np.flatnonzero(np.frombuffer(run.data, np.uint8) == ord("\n")) + 1
    for place in _sampled_places(run.first, len(run)):
        record = run.data[ends[place - 1] if place else 0 : ends[place]]
        yield Run(run.first + place, 1, record, run.layout).row(0)


def _sampled_places(first: int, count: int) -> list[int]:
    """The places in a run, which begins with row `first`, of rows that are sampled."""
    early = range(first, min(FIRST_ROWS + 1, first + count))
    start = max(first, FIRST_ROWS + 1)
    later = range(start + -start % EVERY, first + count, EVERY)
    return [number - first for number in (*early, *later)]


def _stands(kind: str, seen: _Seen) -> bool:
    """Whether hits are more than chance among the numbers that have the kind's form."""
    hits, forms = seen.hits[kind], seen.forms[kind]
    if kind == "identity":
        expected = forms * IDENTITY_CHANCE
        return hits > expected + DEVIATIONS * math.sqrt(expected)
    return hits > 0 and (forms < FEW or hits / forms >= CHANCE)
