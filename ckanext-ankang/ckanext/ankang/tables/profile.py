"""One walk through the data of a text: how many rows, of which types, and which last rows are none.

Runs of rows that `plain.Scan` proved cost nothing but counting; only odd rows are looked at cell by
cell, so that types are inferred over the whole file in the time of reading it.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .delimited import damage
from .header import is_after_table
from .plain import ANYTHING, Broken, PlainText, Row, Run, Scan, Stretch
from .table import Damage
from .types import NORMAL, Guess, normalise

TAIL = 10
NAMED = 20
# As many cells of a column are tried before its distinct values are gathered.
TRIED = 100
# The types that a cell proved to be of a kind has as well; all others it has not, or shows at once.
IMPLIED = {
    "integer": frozenset({"integer", "number"}),
    "number": frozenset({"number"}),
    "date": frozenset({"date"}),
}
CUT_OFF = "文件在这一行的中间断开：应有 {width} 列，只有 {found} 列，后面的内容没有了。请重新导出或重新上传完整的文件。"


class Declared:
    """A column whose type is given: only whether cells are written otherwise is still to be seen."""

    def __init__(self, kind: str) -> None:
        self.type = kind
        self.seen = True
        self.candidates = (kind,) if kind in NORMAL else ()
        self.changes = False

    def see(self, cell: str | None) -> None:
        """Notice a cell that is not in the form its type is stored in."""
        self.changes = self.changes or normalise(cell, self.type) != cell


@dataclass
class Profile:
    """What a walk shows; `text` is the walked text, bounded to its data, with what was proved."""

    text: PlainText
    columns: Sequence[Guess | Declared]
    count: int = 0
    blank: int = 0
    dropped: list[tuple[Row, str]] = field(default_factory=list)
    ragged: list[int] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)
    short: bool = False


def profile(
    text: PlainText,
    columns: Sequence[Guess | Declared],
    likely: tuple[str, ...],
    *,
    pad: bool,
    unfinished: bool,
) -> Profile:
    """Walk through the data of a text whose columns are `likely` of these types.

    `pad`: a row may end before its last cells, as sheets leave empty ones out. `unfinished`: the
    text's last line has no end.
    """
    walk = _Walk(Profile(text, columns), likely, pad=pad)
    for found in walk.scan:
        if isinstance(found, Broken):
            walk.found.damages.append(damage(found.number, found.message))
        else:
            walk.take(found)
    return walk.end(unfinished=unfinished)


class _Walk:
    """The last rows wait, because totals and footnotes are no data."""

    def __init__(self, found: Profile, likely: tuple[str, ...], *, pad: bool) -> None:
        self.found, self.likely, self.pad = found, likely, pad
        self.scan = Scan(found.text)
        self.waiting: deque[Run | Row] = deque()
        self.number = self.last = found.text.first - 1
        self.waiting_rows = 0
        self.stretches: list[Stretch] = []
        self.proved: set[tuple[str, ...]] = set()
        self._expect()

    def take(self, found: Run | Row) -> None:
        """Let a run or row wait, and count what waited long enough."""
        first, count = (found.first, len(found)) if isinstance(found, Run) else (found.number, 1)
        self.found.blank += first - self.number - 1
        self.number = first + count - 1
        self.waiting.append(found)
        self.waiting_rows += count
        while self.waiting_rows - _rows(self.waiting[0]) >= TAIL:
            self._count(self._next())

    def end(self, *, unfinished: bool) -> Profile:
        """Tell the last rows that are data from those that are not."""
        found = self.found
        while len(found.dropped) < TAIL and (row := self._last_row()):
            if (why := is_after_table(row)) is None:
                break
            found.dropped.insert(0, (row, why))
            self._leave_out_last()
        row, width = self._last_row(), len(found.columns)
        if unfinished and row and len(row) < width:
            reason = CUT_OFF.format(width=width, found=len(row))
            found.damages.append(Damage(row.number, "truncated-row", reason))
            self._leave_out_last()
        while self.waiting:
            self._count(self._next())
        found.text = replace(
            found.text, last=self.last, kinds=self._kinds(), stretches=tuple(self.stretches)
        )
        return found

    def _last_row(self) -> Row | None:
        if not self.waiting:
            return None
        found = self.waiting[-1]
        return found.row(len(found) - 1) if isinstance(found, Run) else found

    def _leave_out_last(self) -> None:
        found = self.waiting.pop()
        if isinstance(found, Run) and len(found) > 1:
            self.waiting.append(found.part(0, len(found) - 1))

    def _next(self) -> Run | Row:
        found = self.waiting.popleft()
        self.waiting_rows -= _rows(found)
        return found

    def _count(self, found: Run | Row) -> None:
        if isinstance(found, Run):
            self._count_run(found)
        else:
            self._count_row(found)

    def _count_run(self, run: Run) -> None:
        self.found.count += len(run)
        self.last = run.first + len(run) - 1
        self.stretches.append(run.stretch)
        self.proved.add(run.kinds)
        open_places = [n for n in range(len(run.kinds)) if not self._settled(n, run)]
        if open_places:
            for place, cells in zip(open_places, run.columns(open_places), strict=True):
                self._see(place, run, cells)

    def _see(self, place: int, run: Run, cells: list[bytes]) -> None:
        for cell in cells[:TRIED]:
            self.found.columns[place].see(cell.decode() or None)
        if not self._settled(place, run):
            for cell in set(cells):
                self.found.columns[place].see(cell.decode() or None)
        self._expect()

    def _settled(self, place: int, run: Run) -> bool:
        """Whether the rest of a column's cells in a run cannot change what is known of it."""
        return IMPLIED.get(run.kinds[place], frozenset()).issuperset(
            self.found.columns[place].candidates
        )

    def _count_row(self, row: Row) -> None:
        self.found.count += 1
        self.last = row.number
        for column, cell in zip(self.found.columns, row, strict=False):
            column.see(cell)
        width = len(self.found.columns)
        self.found.short = self.found.short or (self.pad and len(row) < width)
        if len(row) > width or (len(row) < width and not self.pad):
            self.found.ragged.append(row.number)
        self._expect()

    def _expect(self) -> None:
        self.scan.expect(
            tuple(
                column.type if column.seen or not column.candidates else likely
                for column, likely in zip(self.found.columns, self.likely, strict=True)
            )
        )

    def _kinds(self) -> tuple[str, ...]:
        """What all stretches together prove of each column."""
        return tuple(map(_widest, zip(*self.proved, strict=True)))


def _rows(found: Run | Row) -> int:
    return len(found) if isinstance(found, Run) else 1


def _widest(kinds: Sequence[str]) -> str:
    found = set(kinds)
    if found <= {"integer", "number"}:
        return "number" if "number" in found else "integer"
    return kinds[0] if len(found) == 1 else ANYTHING
