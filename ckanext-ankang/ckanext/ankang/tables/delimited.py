"""Rows of a text file: how its cells are parted and quoted, and where that breaks.

The dialect is decided over stretches of the whole file, each line by itself, so that no quote left
open hides the rest. As in CleverCSV (van den Burg et al. 2019) a delimiter must part rows alike and
leave clean cells; as in DuckDB the evidence comes from many places of the file.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

from .limits import Limits
from .plain import Row
from .table import Damage, Facts

DELIMITERS = ",\t;|"
# Parts cells only where nothing else does: both are ordinary punctuation of Chinese sentences.
WIDE_DELIMITERS = "，、"
# Columns set apart by spaces; a single space is believed only where numbers stand under words.
SPACES = "  "
SPACE = " "
STRETCHES = 16
STRETCH = 1 << 14
UNCLOSED = "引号从这一行打开后一直没有关闭，后面的内容无法分行。请补上引号，或重新导出。"
MISPLACED = "引号后面紧跟着别的文字，单元格的边界无法确定。单元格里的引号要写成两个引号。"
TOO_LONG = "有一个单元格超过长度上限，多半是前面少了一个引号。"
HINT = re.compile(r'"?sep=(?P<delimiter>[^\s"]|\t)"?', re.IGNORECASE)
LINE_END = re.compile(r"\r\n|\r|\n")
NUMBER = re.compile(r"[-+]?[0-9][0-9.]*(?:,[0-9]+)?%?", re.ASCII)
WINDOWS, UNIX, MAC = "CRLF", "LF", "CR"
LINE_ENDS = {"\r\n": WINDOWS, "\n": UNIX, "\r": MAC}


@dataclass(frozen=True)
class Dialect:
    """How the cells of a text are parted; `delimiter` may be a run of spaces.

    `line_end` is CRLF, LF, CR or mixed; `hint` tells that Excel's first line `sep=;` said it.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None
    line_end: str = UNIX
    hint: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the text, once it is UTF-8, is already in plain form (see `plain.PlainText`)."""
        ends = self.line_end in (UNIX, WINDOWS)
        return ends and self.delimiter in DELIMITERS and self.quote == '"' and not self.escape

    def to_facts(self) -> Facts:
        """What was decided, ready for JSON."""
        return asdict(self)


PLAIN = Dialect()


def raw_rows(
    path: Path, encoding: str, dialect: Dialect, damages: list[Damage], limits: Limits
) -> Iterator[Row]:
    """The records as they stand, numbered as a spreadsheet shows them; broken ones are named."""
    csv.field_size_limit(limits.cell_characters)
    with path.open(encoding=encoding, newline="") as stream:
        records = _records(stream, dialect)
        number = 0
        while True:
            number += 1
            try:
                cells = next(records)
            except StopIteration:
                return
            except csv.Error as error:
                damages.append(damage(number, str(error)))
                continue
            yield Row(number, [cell or None for cell in cells])


def detect_dialect(path: Path, encoding: str, limits: Limits) -> Dialect:
    """The dialect that parts most lines of the whole file into the same number of clean cells."""
    csv.field_size_limit(limits.cell_characters)
    evidence = _Evidence(_stretches(path, encoding))
    quote = evidence.quote()
    delimiter = evidence.hint or evidence.delimiter(quote)
    return Dialect(
        delimiter,
        quote,
        evidence.escape(delimiter, quote),
        evidence.line_end(),
        hint=bool(evidence.hint),
    )


def ends_with_newline(path: Path) -> bool:
    """Whether the last line was finished; a file cut off in transfer rarely is."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 4))
        return stream.read().rstrip(b"\x00").endswith((b"\n", b"\r"))


def damage(number: int, message: str) -> Damage:
    """What the csv module could not take apart, as a place and a sentence."""
    if "unexpected end" in message:
        return Damage(number, "unclosed-quote", UNCLOSED)
    if "field larger" in message:
        return Damage(number, "oversized-cell", TOO_LONG)
    return Damage(number, "misplaced-quote", MISPLACED)


class _Evidence:
    """Lines from all over a text, and what they speak for."""

    def __init__(self, stretches: list[str]) -> None:
        self.texts = stretches
        self.lines = [line for text in stretches for line in LINE_END.split(text) if line.strip()]
        found = HINT.fullmatch(self.lines[0].strip(" \ufeff")) if self.lines else None
        self.hint = found["delimiter"] if found else None
        if found:
            self.lines = self.lines[1:]

    def line_end(self) -> str:
        """The line end of nearly all lines, `mixed` where two kinds are common."""
        ends = Counter(LINE_ENDS[end] for text in self.texts for end in LINE_END.findall(text))
        if not ends:
            return UNIX
        most, count = ends.most_common(1)[0]
        # A lone line end of another kind stands inside a cell, or is one odd row of the plain form.
        return most if count >= 0.9 * ends.total() else "mixed"

    def quote(self) -> str:
        """`'` only where it closes every cell that it opens, and `"` opens none."""
        opened = closed = 0
        for line in self.lines:
            if OPENED_DOUBLE.search(line):
                return '"'
            opened += len(OPENED_SINGLE.findall(line))
            closed += len(CLOSED_SINGLE.findall(line))
        return "'" if closed >= 2 and closed == opened else '"'

    def delimiter(self, quote: str) -> str:
        """The delimiter that parts the lines best, a comma when none parts them."""
        ranks = {mark: self._rank(mark, quote) for mark in DELIMITERS}
        best = max(DELIMITERS, key=lambda mark: ranks[mark])
        if ranks[best][0] >= 0.5:
            return best
        for mark, share in (("，", 0.9), ("、", 1.0), (SPACES, 0.9), (SPACE, 1.0)):
            if self._parts_all(mark, share, quote):
                return mark
        return best if ranks[best][0] >= 0.3 else ","

    def escape(self, delimiter: str, quote: str) -> str | None:
        r"""A backslash where more lines are alike when `\"` is a quote inside a cell."""
        if not any("\\" + quote in line for line in self.lines):
            return None
        plain = Dialect(delimiter, quote)
        escaped = replace(plain, escape="\\")
        return "\\" if self._alike(escaped) > self._alike(plain) else None

    def _alike(self, dialect: Dialect) -> int:
        """How many lines have the commonest number of cells."""
        widths = Counter(len(row) for row in self._rows(dialect) if row)
        return max(widths.values(), default=0)

    def _rank(self, mark: str, quote: str) -> tuple[float, int]:
        """How alike and how clean the rows' cells are, and how many a row has.

        Cells may hold line ends, or a quote may be left open or escaped: rows are taken all ways.
        """
        dialect = Dialect(mark, quote)
        ways = [self._rows(dialect)]
        if any("\\" + quote in line for line in self.lines):
            ways.append(self._rows(replace(dialect, escape="\\")))
        if any(quote in text for text in self.texts):
            ways.append([row for text in self.texts for row in _whole_rows(text, dialect)])
        return max(_uniformity(rows, mark) for rows in ways)

    def _parts_all(self, mark: str, share: float, quote: str) -> bool:
        rows = self._rows(Dialect(mark, quote))
        widths = Counter(map(len, rows))
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        alike = width > 1 and len(rows) > 1 and count >= share * len(self.lines)
        if not alike or (share < 1 and not any(len(row) == width for row in rows[:5])):
            return False
        return mark != SPACE or _numbers_under_words(rows)

    def _rows(self, dialect: Dialect) -> list[list[str]]:
        """Each line by itself; one that cannot be taken apart is a row without cells."""
        return [_taken_apart(line, dialect) or [] for line in self.lines]


_STARTS = r"(?:^|(?<=[,\t;|]))"
OPENED_DOUBLE = re.compile(_STARTS + r'"')
OPENED_SINGLE = re.compile(_STARTS + "'")
CLOSED_SINGLE = re.compile(_STARTS + r"'(?:[^']|'')*'(?=$|[,\t;|])")


def _taken_apart(line: str, dialect: Dialect) -> list[str] | None:
    if dialect.quote not in line and len(dialect.delimiter.strip(" ")) == 1 and not dialect.escape:
        return line.split(dialect.delimiter)
    try:
        return next(_records([line], dialect), None)
    except csv.Error:
        return None


def _whole_rows(text: str, dialect: Dialect) -> Iterator[list[str]]:
    """The filled rows of a text; one that cannot be taken apart is a row without cells."""
    records = _records(io.StringIO(text, newline=""), dialect)
    while True:
        try:
            row = next(records)
        except StopIteration:
            return
        except csv.Error:
            row = []
        if not row or any(row):
            yield row


def _uniformity(rows: list[list[str]], mark: str) -> tuple[float, int]:
    """The share of rows that have the commonest width above one, less for unclean cells."""
    widths = Counter(map(len, rows))
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
    if width < 2:
        return 0.0, width
    cells = [cell for row in rows if len(row) == width for cell in row]
    others = DELIMITERS.replace(mark, "")
    unclean = sum(
        any(other in cell for other in others) and not NUMBER.fullmatch(cell) for cell in cells
    )
    return count / len(rows) * (1 - unclean / (2 * len(cells))), width


def _records(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    if dialect.delimiter in (SPACES, SPACE):
        parting = re.compile(rf"[ \u3000\t]{{{len(dialect.delimiter)},}}")
        return (parting.split(line.strip()) if line.strip() else [] for line in lines)
    if dialect.escape:
        escape = _Escape(dialect)
        lines = map(escape.keep_others, lines)
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        strict=True,
    )


@dataclass(frozen=True)
class _Escape:
    r"""The csv module drops every backslash, those of `C:\temp` too; only true escapes may go."""

    dialect: Dialect

    @cached_property
    def _backslash(self) -> re.Pattern[str]:
        true = re.escape(self.dialect.quote + self.dialect.delimiter)
        return re.compile(rf"\\([\\{true}])?")

    def keep_others(self, line: str) -> str:
        """The line with each backslash that escapes nothing doubled."""
        return self._backslash.sub(lambda found: found[0] if found[1] else "\\\\", line)


def _numbers_under_words(rows: list[list[str]]) -> bool:
    """Whether some column is all numbers under a header that is none."""
    header, *data = rows
    return any(
        not NUMBER.fullmatch(title) and all(NUMBER.fullmatch(row[place]) for row in data)
        for place, title in enumerate(header)
    )


def _stretches(path: Path, encoding: str) -> list[str]:
    """The text, or pieces of whole lines from all over a large one, its beginning first."""
    size = path.stat().st_size
    if size <= STRETCHES * STRETCH:
        with path.open(encoding=encoding, newline="") as stream:
            return [stream.read()]
    step = (size - STRETCH) // (STRETCHES - 1)
    with path.open(encoding=encoding, newline="") as stream:
        pieces = [stream.read(STRETCH)]
    with path.open("rb") as stream:
        for place in range(1, STRETCHES):
            # At multiples of four bytes no unit of UTF-16 or UTF-32 is cut in two.
            stream.seek(place * step // 4 * 4)
            pieces.append(stream.read(STRETCH).decode(_unmarked(path, encoding), errors="replace"))
    return [_whole_lines(piece, first=place == 0) for place, piece in enumerate(pieces)]


def _unmarked(path: Path, encoding: str) -> str:
    """The encoding for bytes from the middle of a file, where no mark stands."""
    if encoding not in ("utf-16", "utf-32"):
        return encoding.removesuffix("-sig") if encoding == "utf-8-sig" else encoding
    with path.open("rb") as stream:
        return encoding + ("-le" if stream.read(1) == b"\xff" else "-be")


def _whole_lines(piece: str, *, first: bool) -> str:
    """A piece without the broken lines at its ends; one without a line end is left whole."""
    ends = [found.span() for found in LINE_END.finditer(piece)]
    if len(ends) < 2:
        return piece
    return piece[0 if first else ends[0][1] : ends[-1][1]]
