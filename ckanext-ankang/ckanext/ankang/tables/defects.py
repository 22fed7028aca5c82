"""What a cell lost or gained on its way: digits that Excel rounded, marks and NULs of broken exports."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .plain import MARK, Row, Run
from .table import Damage, DamageKind, Facts

NAMED = 20
# Excel shows 12 digits and more in this way, six of them, and saves as CSV what it shows.
SCIENTIFIC = re.compile(r"[1-9](?:\.[0-9]{1,5})?E\+(?:1[1-9]|2[0-9])", re.ASCII)
SCIENTIFIC_INSIDE = re.compile(rb"E\+[12][0-9](?![0-9])")
# Excel keeps 15 digits (its specification, "Number precision") and fills up with zeros.
ZEROS = re.compile(r"[1-9][0-9]{14}0{3,5}", re.ASCII)
FEWEST_ZEROS = 3
STRAY = "\ufeff"
STRAY_MARK = "有看不见的字节顺序标记（U+FEFF）{rows}，多半是几个文件直接拼接而成。请删去这些标记，或重新导出。"
NUL = "有空字符（NUL）{rows}，多半是导出或传输出了错。请重新导出。"


@dataclass
class _Found:
    rows: list[int] = field(default_factory=list)
    count: int = 0

    def add(self, row: int) -> None:
        self.count += 1
        if len(self.rows) < NAMED:
            self.rows.append(row)

    def damage(self, kind: DamageKind, reason: str) -> Iterator[Damage]:
        if self.rows:
            others = f"（共 {self.count} 行：第 {'、'.join(map(str, self.rows))} 行）"
            yield Damage(self.rows[0], kind, reason.format(rows=others if self.count > 1 else ""))


class Defects:
    """Gathers defects from all rows of data of a text."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = titles
        self._rounded: dict[int, _Found] = {}
        self._marks, self._nuls = _Found(), _Found()

    def see(self, row: Row) -> None:
        """Look at every cell of a row."""
        text = "".join(cell for cell in row if cell)
        if STRAY in text:
            self._marks.add(row.number)
        if "\x00" in text:
            self._nuls.add(row.number)
        if "E+" not in text:
            return
        for place, cell in enumerate(row[: len(self._titles)]):
            if cell and SCIENTIFIC.fullmatch(cell):
                self._rounded.setdefault(place, _Found()).add(row.number)

    def see_run(self, run: Run) -> None:
        """Look at those rows of a run that may have a defect; proved records hold no NUL."""
        places = {run.place_at(found.start()) for found in SCIENTIFIC_INSIDE.finditer(run.data)}
        if MARK in run.data:
            places.update(place for place, line in enumerate(run.lines) if MARK in line)
        for row in run.rows(sorted(places)):
            self.see(row)

    def see_zeros(self, sample: Sequence[Row]) -> None:
        """Fault columns in whose first rows most long numbers end with the zeros of Excel."""
        for place in range(len(self._titles)):
            filled = [row for row in sample if place < len(row) and row[place]]
            rounded = [row for row in filled if ZEROS.fullmatch(row[place] or "")]
            if len(rounded) >= FEWEST_ZEROS and 2 * len(rounded) >= len(filled):
                for row in rounded:
                    self._rounded.setdefault(place, _Found()).add(row.number)

    def rounded(self) -> list[Facts]:
        """The columns with numbers whose tail is lost, as the facts tell them."""
        return [
            {"column": self._titles[place], "rows": found.rows, "count": found.count}
            for place, found in sorted(self._rounded.items())
        ]

    def damages(self) -> Iterator[Damage]:
        """The other defects."""
        yield from self._marks.damage("stray-mark", STRAY_MARK)
        yield from self._nuls.damage("nul-character", NUL)
