"""The plain form of a table: delimited text in which record n is row n of the file.

Whatever a file was, it is walked in this form: row by row with the csv module, or as runs of rows
that one regular expression proved, which is how a million rows pass in a second (limits.md A).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path


class Row(list[str | None]):
    """The cells of one row, and the row's number in the file as a spreadsheet shows it."""

    __slots__ = ("number",)

    def __init__(self, number: int, cells: Iterable[str | None]) -> None:
        super().__init__(cells)
        self.number = number


@dataclass(frozen=True)
class PlainText:
    """Where the plain form lies; the delimiter is one ASCII character, quotes are doubled.

    Lines end with LF or CR LF; a text that is otherwise is written anew before it is scanned.

    Rows from `first` to `last` (both included) are data; blank ones among them are not delivered.
    `keeper` holds what must live as long as the text, such as a temporary file.
    """

    path: Path
    width: int
    first: int
    last: int
    encoding: str = "utf-8"
    delimiter: str = ","
    cell_characters: int = 1_000_000
    keeper: object = field(default=None, repr=False, compare=False)

    @property
    def layout(self) -> "Layout":
        """How a record of this text is written."""
        return Layout(self.width, self.delimiter.encode(), self.cell_characters)


@dataclass(frozen=True)
class Layout:
    """How one record is written as bytes of UTF-8."""

    width: int
    delimiter: bytes
    longest: int = 1_000_000

    @property
    def anything(self) -> bytes:
        """A cell of which nothing is asked but that it needs no quotes."""
        return rb'[^%s"\x00\r\n]{0,%d}+' % (re.escape(self.delimiter), self.longest)

    def record(self, cells: Iterable[bytes], *, quoted: bool) -> bytes:
        """The expression for one record, its cells each as their own expression says.

        A cell may be quoted where the text holds quotes; blank records never match.
        """
        blank = rb"(?![%s\"]*+\r?\n)" % re.escape(self.delimiter)
        inside = rb'"[^"\x00\r\n]{0,%d}+"' % self.longest

        def either(cell: bytes) -> bytes:
            if not quoted:
                return rb"(?>%s)" % cell
            if cell == self.anything:
                return rb"(?>%s|%s)" % (inside, cell)
            return rb'(?>%s|"(?>%s)")' % (cell, cell)

        return blank + re.escape(self.delimiter).join(map(either, cells)) + rb"\r?\n"


@dataclass(frozen=True)
class Run:
    """Records in a row that the expression of a scan proved: complete, of the right width.

    No record of a run holds a line end or a doubled quote inside a cell, so lines are records;
    the first is row `first` of the file and the others follow without a gap.
    """

    first: int
    data: bytes = field(repr=False)
    layout: Layout

    def __len__(self) -> int:
        return self.data.count(b"\n")

    @cached_property
    def lines(self) -> list[bytes]:
        """The records, without their line ends."""
        return self.data.replace(b"\r\n", b"\n").split(b"\n")[:-1]

    def column(self, place: int) -> list[bytes]:
        """The cells of one column (from 0), without their quotes."""
        return self.columns([place])[0]

    def columns(self, places: Iterable[int]) -> list[list[bytes]]:
        """The cells of several columns, one list each, without their quotes."""
        wanted = list(places)
        cell = rb"(?>\"[^\"]*+\"|[^%s\r\n]*+)" % re.escape(self.layout.delimiter)
        cells = [b"(%s)" % cell if n in wanted else cell for n in range(max(wanted) + 1)]
        record = re.escape(self.layout.delimiter).join(cells) + rb"[^\r\n]*+\r?\n"
        found = re.findall(record, self.data)
        if len(wanted) == 1:
            return [_unquoted(found)]
        ordered = dict(zip(sorted(wanted), zip(*found, strict=True), strict=True))
        return [_unquoted(ordered[place]) for place in wanted]

    def row(self, place: int) -> Row:
        """One record (from 0) as a row."""
        return next(self.rows([place]))

    def rows(self, places: Iterable[int] | None = None) -> Iterator[Row]:
        """Records as rows: all, or those at the given places."""
        delimiter = self.layout.delimiter.decode()
        for place in range(len(self)) if places is None else places:
            cells = next(csv.reader([self.lines[place].decode()], delimiter=delimiter, strict=True))
            yield Row(self.first + place, [cell or None for cell in cells])


@dataclass(frozen=True)
class Broken:
    """A record that no reader can take apart: its number, and what the csv module says of it."""

    number: int
    message: str


def scan(text: PlainText, cells: list[bytes] | None = None) -> Iterator[Run | Row | Broken]:
    """Walk through the data of a text: runs of proved records, all others one by one.

    `cells` are expressions over the bytes of UTF-8, one a column, without capturing groups, which
    match neither quote nor delimiter nor line end; without them a record only has to be whole.
    What a Run holds is only proved, never changed. Other rows come as the csv module parts them;
    blank ones are left out.
    """
    yield from _Scan(text, cells or [text.layout.anything] * text.width)


def lines_of(path: Path, encoding: str, size: int = 1 << 22) -> Iterator[bytes]:
    """The text as blocks of UTF-8, each ending with a line."""
    rest = b""
    for block in _utf8(path, encoding, size):
        rest += block
        end = rest.rfind(b"\n") + 1
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest + b"\n"


class _Scan:
    """One walk: what is read and not yet told is `data` from `at`."""

    def __init__(self, text: PlainText, cells: list[bytes]) -> None:
        self.text = text
        self.blocks = lines_of(text.path, text.encoding)
        self.data, self.at, self.number = b"", 0, 1
        layout = text.layout
        # Not `*+`: CPython below 3.11.5 keeps half a record of a possessive group (gh-106052).
        self.plain, self.quoted = (
            re.compile(b"(?:%s)*" % layout.record(cells, quoted=quoted)) for quoted in (False, True)
        )

    def __iter__(self) -> Iterator[Run | Row | Broken]:
        csv.field_size_limit(self.text.cell_characters)
        self._skip_to_first()
        while self.number <= self.text.last and (self.at < len(self.data) or self._fill()):
            run = self._run()
            if run:
                yield run
            if self.number <= self.text.last and self.at < len(self.data):
                found = self._record()
                if isinstance(found, Broken) or any(found):
                    yield found

    def _skip_to_first(self) -> None:
        while self.number < self.text.first and (self.at < len(self.data) or self._fill()):
            self._record()

    def _fill(self) -> bool:
        block = next(self.blocks, b"")
        self.data, self.at = self.data[self.at :] + block, 0
        return bool(block)

    def _run(self) -> Run | None:
        pattern = self.quoted if self.data.find(b'"', self.at) >= 0 else self.plain
        found = pattern.match(self.data, self.at)
        assert found is not None
        data = found.group()
        if not data:
            return None
        count = data.count(b"\n")
        if self.number + count - 1 > self.text.last:
            count = self.text.last - self.number + 1
            data = b"".join(islice(data.splitlines(keepends=True), count))
        run = Run(self.number, data, self.text.layout)
        self.at += len(data)
        self.number += count
        return run

    def _record(self) -> Row | Broken:
        """The next record by the csv module, over as many lines as it needs."""
        number, self.number = self.number, self.number + 1
        reader = csv.reader(self._lines(), delimiter=self.text.delimiter, strict=True)
        try:
            return Row(number, [cell or None for cell in next(reader, [])])
        except csv.Error as error:
            return Broken(number, str(error))

    def _lines(self) -> Iterator[str]:
        """Lines for the csv module, each taken from `data` only when it is asked for."""
        while self.at < len(self.data) or self._fill():
            end = self.data.find(b"\n", self.at) + 1
            line = self.data[self.at : end]
            if b"\r" in line[:-2]:
                # The csv module sees a lone CR as the end of a line, as a file opened as text does.
                line = next(io.BytesIO(line.replace(b"\r", b"\n"))).replace(b"\n", b"\r")
            self.at += len(line)
            yield line.decode()


def _unquoted(cells: Iterable[bytes]) -> list[bytes]:
    return [cell[1:-1] if cell[:1] == b'"' else cell for cell in cells]


def _utf8(path: Path, encoding: str, size: int) -> Iterator[bytes]:
    if encoding == "utf-8":
        with path.open("rb") as file:
            while block := file.read(size):
                yield block
        return
    with path.open(encoding=encoding, newline="") as text:
        while part := text.read(size):
            yield part.encode()
