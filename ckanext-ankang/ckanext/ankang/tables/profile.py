"""One walk through the data of a text: how many rows, of which types, and which rows are none.

Runs of rows that `plain.Scan` proved cost nothing but counting and the search for lines that may be
no data; only odd rows are looked at cell by cell, so that types are inferred over the whole file in
the time of reading it.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from .defects import Defects
from .delimited import damage
from .header import is_value
from .plain import ANYTHING, Broken, PlainText, Row, Run, Scan, Stretch, rows_of, scan
from .structure import ANOTHER, CERTAIN, Structure, another_table, settle
from .table import Damage
from .types import IMPLIED, Declared, Guess

TAIL = 10
# So many rows after blank ones tell whether another table begins.
OPENING = 3
NAMED = 20
# As many cells of a column are tried before its distinct values are gathered.
TRIED = 100
CUT_OFF = "文件在这一行的中间断开：应有 {width} 列，只有 {found} 列，后面的内容没有了。请重新导出或重新上传完整的文件。"


@dataclass
class Profile:
    """What a walk shows; `text` is the walked text, bounded to its data, with what was proved."""

    text: PlainText
    columns: Sequence[Guess | Declared]
    count: int = 0
    blank: int = 0
    dropped: list[tuple[Row, str]] = field(default_factory=list)
    kept: list[tuple[Row, str]] = field(default_factory=list)
    ragged: list[int] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)
    short: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the text, walked from its first to its last row, delivers data only."""
        last = self.text.last
        return not self.short and all(row.number > last for row, _ in self.dropped)

    def pieces(self, stands: Callable[[Run], bool]) -> Iterator[Run | Row]:
        """The data as they are written: runs that stand as they are, all else row by row."""
        aside = {row.number for row, _ in self.dropped}
        for found in scan(self.text):
            # Where stretches are known, no run holds a row that was set aside.
            if isinstance(found, Run) and self.text.stretches and stands(found):
                yield found
            elif not isinstance(found, Broken):
                rows = found.rows() if isinstance(found, Run) else [found]
                yield from (row for row in rows if row.number not in aside)


def profile(
    text: PlainText,
    columns: Sequence[Guess | Declared],
    likely: tuple[str, ...],
    structure: Structure,
    defects: Defects,
    *,
    pad: bool,
    unfinished: bool,
) -> Profile:
    """Walk through the data of a text whose columns are `likely` of these types.

    `pad`: a row may end before its last cells, as sheets leave empty ones out. `unfinished`: the
    text's last line has no end.
    """
    walk = _Walk(Profile(text, columns), likely, structure, defects, pad=pad)
    for found in walk.scan:
        walk.take(found)
        if walk.another:
            break
    return walk.end(unfinished=unfinished)


class _Walk:
    """The last rows wait, because footnotes are no data; what may be a total is held to the end."""

    def __init__(
        self,
        found: Profile,
        likely: tuple[str, ...],
        structure: Structure,
        defects: Defects,
        *,
        pad: bool,
    ) -> None:
        self.found, self.likely, self.pad = found, likely, pad
        self.structure, self.defects = structure, defects
        self.scan = Scan(found.text)
        self.waiting: deque[Run | Row] = deque()
        self.number = self.last = found.text.first - 1
        self.waiting_rows = 0
        self.held: list[tuple[Row, str]] = []
        self.opening: list[Run | Row] | None = None
        self.another: int | None = None
        self.stretches: list[Stretch] = []
        self.proved: set[tuple[str, ...]] = set()
        self._expect()

    def take(self, found: Run | Row | Broken) -> None:
        """Take what a scan told: rows that are no data are set aside, the others wait."""
        first, count = (found.first, len(found)) if isinstance(found, Run) else (found.number, 1)
        blank = first - self.number - 1
        self.found.blank += blank
        self.number = first + count - 1
        if isinstance(found, Broken):
            self.found.damages.append(damage(found.number, found.message))
            return
        if blank and self.waiting:
            self._open()
            self.opening = []
        for piece in self._data_of(found):
            if self.opening is None:
                self._wait(piece)
            else:
                self.opening.append(piece)
        if sum(map(_rows, self.opening or [])) >= OPENING:
            self._open()

    def end(self, *, unfinished: bool) -> Profile:
        """Tell the last rows that are data from those that are not."""
        found = self.found
        self._open()
        for _ in range(TAIL):
            if not (row := self._last_row()) or not self.structure.ends(row):
                break
            found.dropped.append((row, "footnote"))
            self._leave_out_last()
        row, width = self._last_row(), len(found.columns)
        if unfinished and row and row.number == self.number and len(row) < width:
            reason = CUT_OFF.format(width=width, found=len(row))
            found.damages.append(Damage(row.number, "truncated-row", reason))
            self._leave_out_last()
        while self.waiting:
            self._count(self._next())
        self._settle()
        if self.another:
            reason = ANOTHER.format(header=found.text.first - 1)
            found.damages.append(Damage(self.another, "another-table", reason))
        found.dropped.sort(key=lambda dropped: dropped[0].number)
        found.text = replace(
            found.text, last=self.last, kinds=self._kinds(), stretches=tuple(self.stretches)
        )
        return found

    def _data_of(self, found: Run | Row) -> Iterator[Run | Row]:
        """What is left of a run or row when all that is no data is set aside."""
        if isinstance(found, Row):
            if not self._set_aside(found):
                yield found
            return
        start = 0
        for place in self.structure.places(found):
            if self._set_aside(found.row(place)):
                if place > start:
                    yield found.part(start, place)
                start = place + 1
        if start < len(found):
            yield found.part(start, len(found))

    def _set_aside(self, row: Row) -> bool:
        kind = self.structure.kind(row)
        if kind is not None:
            (self.found.dropped if kind in CERTAIN else self.held).append((row, kind))
        return kind is not None

    def _open(self) -> None:
        """Judge the first rows after blank ones: another table, or more of this one."""
        pieces, self.opening = self.opening or [], None
        rows = [row for piece in pieces for row in _first_rows(piece)][:OPENING]
        if rows and another_table(rows, self.structure.labels, self._quantities()):
            self.another = rows[0].number
            return
        for piece in pieces:
            self._wait(piece)

    def _quantities(self) -> list[bool]:
        """Which columns hold nothing but values in the rows that wait."""
        rows = [row for piece in self.waiting for row in _last_rows(piece)]
        columns = ([row[n] for row in rows if n < len(row)] for n in range(len(self.found.columns)))
        filled = ([cell for cell in column if cell] for column in columns)
        return [bool(cells) and all(map(is_value, cells)) for cells in filled]

    def _wait(self, found: Run | Row) -> None:
        """Let a run or row wait, and count what waited long enough."""
        self.waiting.append(found)
        self.waiting_rows += _rows(found)
        while self.waiting_rows - _rows(self.waiting[0]) >= TAIL:
            self._count(self._next())

    def _settle(self) -> None:
        """Tell the totals among the rows held back; the others are data."""
        if not self.held:
            return
        alone = len(self.held) == 1 and self.held[0][1] != "named_total"
        if alone and self.held[0][0].number > self.last:
            self.found.dropped += self.held
            return
        aside = {row.number for row, _ in self.found.dropped}
        text = replace(self.found.text, last=(self.another or self.number + 1) - 1)
        rows = (row for row in rows_of(text) if row.number not in aside)
        totals = settle({row.number: kind for row, kind in self.held}, rows)
        for row, kind in self.held:
            if row.number in totals:
                self.found.dropped.append((row, kind))
            else:
                self.found.kept.append((row, kind))
                self._count_row(row)

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
        self.defects.see_run(run)
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
        self.defects.see(row)
        self.last = max(self.last, row.number)
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


def _first_rows(found: Run | Row) -> list[Row]:
    if isinstance(found, Row):
        return [found]
    return list(found.rows(range(min(OPENING, len(found)))))


def _last_rows(found: Run | Row) -> list[Row]:
    if isinstance(found, Row):
        return [found]
    return list(found.rows(range(max(0, len(found) - TAIL), len(found))))


def _widest(kinds: Sequence[str]) -> str:
    found = set(kinds)
    if found <= {"integer", "number"}:
        return "number" if "number" in found else "integer"
    return kinds[0] if len(found) == 1 else ANYTHING
