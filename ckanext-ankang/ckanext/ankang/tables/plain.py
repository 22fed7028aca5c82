"""The plain form of a table: UTF-8 delimited text in which record n is row n of the file.

Whatever a file was, it is walked in this form: row by row with the csv module, or as runs of rows
that one regular expression proved, which is how a million rows pass in a second (limits.md A).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 22
MARK = b"\xef\xbb\xbf"
# What a cell of each type is proved to be; a cell may be empty. Each form is a part of what type
# inference, Frictionless and PostgreSQL accept alike: no `1_000`, no full-width digit, no NaN, no
# leading zero, and 29 February is left to a calendar. Whatever else a cell holds is merely odd.
PROOFS = {
    "integer": rb"(?>0|-?[1-9][0-9]{0,13}+|)",
    "number": rb"(?>-?(?>0|[1-9][0-9]{0,13}+)(?>\.[0-9]{1,15}+|)|)",
    "date": rb"(?>(?:19|20)[0-9][0-9]-(?>(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    rb"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|)",
}
ANYTHING = "string"


class Row(list[str | None]):
    """The cells of one row, and the row's number in the file as a spreadsheet shows it."""

    __slots__ = ("number",)

    def __init__(self, number: int, cells: Iterable[str | None]) -> None:
        super().__init__(cells)
        self.number = number


@dataclass(frozen=True)
class Layout:
    """How one record is written: so many cells, parted by one ASCII character, quotes doubled."""

    width: int
    delimiter: str = ","
    cell_characters: int = 1_000_000

    def record(self, kinds: Sequence[str], *, quoted: bool) -> bytes:
        """The expression for one record, each cell proved to be of a kind.

        A cell may be quoted where the text holds quotes; blank records never match.
        """
        mark = re.escape(self.delimiter.encode())
        longest = self.cell_characters
        inside = rb'"[^"\x00\r\n]{0,%d}+"' % longest
        anything = rb'[^%s"\x00\r\n]{0,%d}+' % (mark, longest)

        def cell(kind: str) -> bytes:
            proof = PROOFS.get(kind)
            if not quoted:
                return proof or anything
            if proof is None:
                return rb"(?>%s|%s)" % (inside, anything)
            return rb'(?>"%s"|%s)' % (proof, proof)

        return rb'(?![%s"]*+\r?\n)' % mark + mark.join(map(cell, kinds)) + rb"\r?\n"


@dataclass(frozen=True)
class Stretch:
    """Records in a row that were proved once: from row `first`, `length` bytes from `offset`."""

    first: int
    count: int
    offset: int
    length: int


@dataclass(frozen=True)
class PlainText:
    """Where the plain form lies. Lines end with LF or CR LF.

    Rows from `first` to `last` (both included, from 1) are data; blank ones among them are not
    delivered. `stretches` are proved to have cells of the `kinds`, one a column. `keeper` holds
    what must live as long as the text, such as a temporary file.
    """

    path: Path
    layout: Layout
    first: int = 1
    last: int = 1 << 62
    kinds: tuple[str, ...] = ()
    stretches: tuple[Stretch, ...] = field(default=(), repr=False)
    keeper: object = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Run:
    """Records in a row that an expression proved: complete, of the right width.

    No record of a run holds a line end or a doubled quote inside a cell, so lines are records;
    the first is row `first` of the file and the others follow without a gap. The cells of column
    n are proved to be of the kind `kinds[n]`.
    """

    first: int
    count: int
    data: bytes = field(repr=False)
    layout: Layout
    kinds: tuple[str, ...] = ()
    offset: int = 0
    _cells: dict[int, list[bytes]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return self.count

    @property
    def stretch(self) -> Stretch:
        """Where the run stands in its text."""
        return Stretch(self.first, self.count, self.offset, len(self.data))

    @cached_property
    def lines(self) -> list[bytes]:
        """The records, without their line ends."""
        return self.data.replace(b"\r\n", b"\n").split(b"\n")[:-1]

    def column(self, place: int) -> list[bytes]:
        """The cells of one column (from 0), without their quotes."""
        return self.columns([place])[0]

    def columns(self, places: Iterable[int]) -> list[list[bytes]]:
        """The cells of several columns, one list each, without their quotes; taken apart once."""
        wanted = list(places)
        if missing := sorted(set(wanted) - self._cells.keys()):
            self._cells.update(zip(missing, self._taken_apart(missing), strict=True))
        return [self._cells[place] for place in wanted]

    def _taken_apart(self, places: list[int]) -> list[list[bytes]]:
        mark, width = self.layout.delimiter.encode(), self.layout.width
        if b'"' not in self.data:
            # Four times as fast as an expression with groups.
            text = self.data.replace(b"\r\n", b"\n")[:-1].replace(b"\n", mark)
            cells = text.split(mark)
            return [cells[place::width] for place in places]
        cell = rb'(?>"[^"]*+"|[^%s\r\n]*+)' % re.escape(mark)
        wanted = [b"(%s)" % cell if n in places else cell for n in range(places[-1] + 1)]
        found = re.findall(re.escape(mark).join(wanted) + rb"[^\r\n]*+\r?\n", self.data)
        columns = [found] if len(places) == 1 else map(list, zip(*found, strict=True))
        return [list(map(_unquoted, column)) for column in columns]

    def row(self, place: int) -> Row:
        """One record (from 0) as a row."""
        return next(self.rows([place]))

    def rows(self, places: Iterable[int] | None = None) -> Iterator[Row]:
        """Records as rows: all, or those at the given places."""
        wanted = range(self.count) if places is None else list(places)
        lines = (self.lines[place].decode() for place in wanted)
        cells = csv.reader(lines, delimiter=self.layout.delimiter, strict=True)
        for place, row in zip(wanted, cells, strict=True):
            yield Row(self.first + place, [cell or None for cell in row])

    def part(self, start: int, stop: int) -> "Run":
        """The records from place `start` up to `stop`."""
        if (start, stop) == (0, self.count):
            return self
        begin, end = self._end_of(start), self._end_of(stop)
        return replace(
            self,
            first=self.first + start,
            count=stop - start,
            data=self.data[begin:end],
            offset=self.offset + begin,
        )

    def place_at(self, position: int) -> int:
        """The place of the record that holds the byte at a position."""
        return self.data.count(b"\n", 0, position)

    def _end_of(self, count: int) -> int:
        """The length of the first so many records."""
        if 2 * count > self.count:
            position = len(self.data)
            for _ in range(self.count - count):
                position = self.data.rfind(b"\n", 0, position - 1) + 1
            return position
        position = 0
        for _ in range(count):
            position = self.data.find(b"\n", position) + 1
        return position


@dataclass(frozen=True)
class Broken:
    """A record that no reader can take apart: its number, and what the csv module says of it."""

    number: int
    message: str


def scan(text: PlainText) -> Iterator[Run | Row | Broken]:
    """Walk through the data of a text: runs of proved records, all others one by one.

    Without stretches, records are proved to be whole and of the kinds of the text. What a Run holds
    is only proved, never changed. Other rows come as the csv module parts them; blank ones are left
    out.
    """
    yield from Scan(text)


def rows_of(text: PlainText) -> Iterator[Row]:
    """The rows of a text one by one; those that cannot be taken apart are left out."""
    for found in scan(text):
        if isinstance(found, Run):
            yield from found.rows()
        elif isinstance(found, Row):
            yield found


class Scan:
    """One walk through a text; `expect` may be called between any two steps of it."""

    def __init__(self, text: PlainText) -> None:
        self.text, self.known = text, iter(text.stretches)
        self.data, self.at, self.offset, self.number, self.quote = b"", 0, 0, 1, -1
        self.stretch = next(self.known, None)
        self.kinds: tuple[str, ...] = ()
        self.expect(text.kinds or (ANYTHING,) * text.layout.width)

    def expect(self, kinds: tuple[str, ...]) -> None:
        """Prove the cells of the columns to be of these kinds from here on, where they have a proof."""
        kinds = tuple(kind if kind in PROOFS else ANYTHING for kind in kinds)
        if kinds == self.kinds:
            return
        self.kinds = kinds
        # Not `*+`: CPython below 3.11.5 keeps half a record of a possessive group (gh-106052).
        self.plain, self.quoted = (
            re.compile(b"(?:%s)*" % self.text.layout.record(kinds, quoted=quoted))
            for quoted in (False, True)
        )

    def __iter__(self) -> Iterator[Run | Row | Broken]:
        csv.field_size_limit(self.text.layout.cell_characters)
        with self.text.path.open("rb") as self.file:
            if self.file.read(len(MARK)) == MARK:
                self.offset = len(MARK)
            else:
                self.file.seek(0)
            yield from self._walk()

    def _walk(self) -> Iterator[Run | Row | Broken]:
        last = self.text.last
        while self.number < self.text.first and self._more():
            self._record()
        while self.number <= last and self._more():
            if run := self._known() if self.text.stretches else self._proved():
                yield run
            elif self.number <= last and self._more():
                found = self._record()
                if isinstance(found, Broken) or any(found):
                    yield found

    def _more(self) -> bool:
        """Whether something is left to tell; blocks end where lines end."""
        return self.at < len(self.data) or self._fill()

    def _fill(self) -> bool:
        block = whole_lines(self.file)
        self.offset += self.at
        self.data, self.at = self.data[self.at :] + block, 0
        self.quote = self.data.find(b'"')
        return bool(block)

    def _known(self) -> Run | None:
        if self.stretch is None or self.stretch.first != self.number:
            return None
        stretch, self.stretch = self.stretch, next(self.known, None)
        while len(self.data) - self.at < stretch.length and self._fill():
            pass
        return self._taken(stretch.count, stretch.length)

    def _proved(self) -> Run | None:
        pattern = self.quoted if self._holds_quotes() else self.plain
        found = pattern.match(self.data, self.at)
        assert found is not None
        length = found.end() - self.at
        count = self.data.count(b"\n", self.at, found.end())
        if not count:
            return None
        if self.number + count - 1 <= self.text.last:
            return self._taken(count, length)
        count, end = self.text.last - self.number + 1, self.at
        for _ in range(count):
            end = self.data.find(b"\n", end) + 1
        return self._taken(count, end - self.at)

    def _holds_quotes(self) -> bool:
        """Whether a quote is left in the block; where the next one stands is looked up once."""
        if 0 <= self.quote < self.at:
            self.quote = self.data.find(b'"', self.at)
        return self.quote >= 0

    def _taken(self, count: int, length: int) -> Run:
        whole = self.at == 0 and length == len(self.data)
        data = self.data if whole else self.data[self.at : self.at + length]
        run = Run(self.number, count, data, self.text.layout, self.kinds, self.offset + self.at)
        self.at += length
        self.number += count
        return run

    def _record(self) -> Row | Broken:
        """The next record by the csv module, over as many lines as it needs."""
        number, self.number = self.number, self.number + 1
        reader = csv.reader(self._lines(), delimiter=self.text.layout.delimiter, strict=True)
        try:
            return Row(number, [cell or None for cell in next(reader, [])])
        except csv.Error as error:
            return Broken(number, str(error))

    def _lines(self) -> Iterator[str]:
        """Lines for the csv module, each taken from `data` only when it is asked for."""
        while self._more():
            end = self.data.find(b"\n", self.at) + 1
            line = self.data[self.at : end]
            if b"\r" in line[:-2]:
                # The csv module sees a lone CR as the end of a line, as a file opened as text does.
                line = next(io.BytesIO(line.replace(b"\r", b"\n"))).replace(b"\n", b"\r")
            self.at += len(line)
            yield line.decode()


def whole_lines(file: BinaryIO, size: int = BLOCK) -> bytes:
    """The next block of a file, up to the end of its last line, which gets an LF if it has none."""
    block = file.read(size)
    if block and not block.endswith(b"\n"):
        block += file.readline()
    return block if not block or block.endswith(b"\n") else block + b"\n"


def _unquoted(cell: bytes) -> bytes:
    return cell[1:-1] if cell[:1] == b'"' else cell
