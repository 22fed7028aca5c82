"""Rows of a table that are no data: totals, repeated headers, comments, footnotes, other tables.

What a row may be is told from the row alone (`Structure.kind`), so that a walk over proved runs only
needs to look at lines that `Structure.hint` finds. Whether a row called 合计 is a total or a category
of a long table takes the whole table (`settle`); in doubt it stays.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .header import LABELLED, UNIT, Header, count_filled, is_value
from .plain import Row, Run
from .types import MISSING, is_quantity, to_number

TOTAL = re.compile(
    r"(?:本表|全[省市县区镇]|总)?(?:合计|总计|共计|累计)[:：]?|(?i:(?:grand )?total)"
)
SUBTOTAL = re.compile(r"(?:本页|本组|其中)?小计[:：]?|本页合计[:：]?|(?i:sub-?total)")
# `汉滨区小计`: left out only where the sums agree.
NAMED_TOTAL = re.compile(r"(?![0-9])[^,;\t|]{1,12}(?:合计|小计|总计)[:：]?")
# `139个`, `共 12 项`: what a total says where no number of its own stands.
COUNTED = re.compile(r"共\s*[0-9]+.*|[0-9]+\s*[\u4e00-\u9fff]{1,3}")
FOOTNOTE = re.compile(
    r"(?:注|备注|说明|注释|数据来源|资料来源|来源|制表|填表|审核|填报)[人单位]*[0-9]*[:：.、]"
)
# `#1` numbers something.
COMMENT = re.compile(r"#+(?:\s|[^\s\d#])")
PAGE = re.compile(r"第\s*[0-9]+\s*页(?:[ ,，/]*共\s*[0-9]+\s*页)?|[-—]\s*[0-9]+\s*[-—]")
# What holds no letter names no column, were it a wrong date.
NO_LABEL = re.compile(r"[^A-Za-z\u3400-\u9fff]*")
MARK = "\ufeff"
# Decided by the row alone; totals wait for `settle`.
CERTAIN = frozenset({"comment", "repeated_header", "repeated_title", "unit", "footnote", "page"})
LABELS_COUNTED = 10_000
ANOTHER = (
    "从这一行起是另一张表（它的列名与第 {header} 行的不同），没有读入。请把两张表分成两个文件提交。"
)


class Structure:
    """Tells the rows under one header apart.

    `hint` finds, in the bytes of UTF-8 with a line end put before them, every line of plain form
    whose kind may be other than None.
    """

    def __init__(self, header: Header) -> None:
        self.labels = header.labels
        self.width = len(header.labels)
        self._headers = [_words(row) for row in header.rows if count_filled(row) > 1]
        self._titles = {_words(row) for row in header.preamble}
        openings = {words[0] for words in (*self._headers, *self._titles) if words}
        self.hint = re.compile(_hint(openings))

    def places(self, run: Run) -> Iterator[int]:
        """The places in a run of all rows whose kind may be other than None."""
        place = seen = 0
        for found in self.hint.finditer(b"\n" + run.data):
            # The line end put in front makes a place in `data` the end of the match's line end.
            place += run.data.count(b"\n", seen, found.start())
            seen = found.start()
            yield place

    def kind(self, row: Row) -> str | None:
        """`total`, `subtotal`, `named_total` or one of CERTAIN; None for a row of data."""
        words = _words(row)
        if not words:
            return None
        if words in self._headers:
            return "repeated_header"
        if words in self._titles and len(words) < self.width:
            return "repeated_title"
        if COMMENT.match(words[0]) and len(row) != self.width:
            return "comment"
        return self._alone(words[0]) if len(words) == 1 < self.width else _total(row)

    def ends(self, row: Row) -> bool:
        """Whether a last row of the table is a footnote or a line of signatures."""
        cells = [cell for cell in row if cell]
        if len(cells) <= 2 and FOOTNOTE.match(_compact(cells[0])):
            return True
        return 1 < len(cells) < self.width and all(map(LABELLED.fullmatch, cells))

    def _alone(self, cell: str) -> str | None:
        """The kind of a row of which only one cell is filled."""
        if UNIT.fullmatch(cell):
            return "unit"
        if PAGE.fullmatch(cell):
            return "page"
        if self.width > 2 and FOOTNOTE.match(_compact(cell)):
            return "footnote"
        return _label_kind(cell, strict=True)


def another_table(
    rows: Sequence[Row], titles: Sequence[str | None], quantities: Sequence[bool]
) -> bool:
    """Whether a second table begins with `rows`, the first filled ones after blank rows.

    It does where a row of labels stands, and values follow under it. If it is no wider than the
    table with these `titles`, it must stand over columns that held `quantities` so far: over two of
    them, or over one while it is narrower or repeats a title. A title may stand before the labels.
    """
    if len(rows) > 2 and count_filled(rows[0]) == 1 < count_filled(rows[1]):
        rows = rows[1:]
    if len(rows) < 2:
        return False
    labels, values = _trimmed(rows[0]), _trimmed(rows[1])
    filled = [cell for cell in labels if cell]
    if len(filled) < 2 or len(set(filled)) < len(filled):
        return False
    if any(is_value(cell) or cell in MISSING or NO_LABEL.fullmatch(cell) for cell in filled):
        return False
    if len(values) > len(labels) or not any(is_value(cell) for cell in values if cell):
        return False
    if len(labels) > len(titles):
        return count_filled(rows[1]) > 1
    over = sum(
        quantity and bool(label) for quantity, label in zip(quantities, labels, strict=False)
    )
    other = len(rows[0]) < len(titles) or bool(set(filled) & set(titles))
    return over > 1 or (over == 1 and other)


@dataclass
class _Candidate:
    """A row that may be a total, with what stands around it."""

    row: Row
    kind: str
    place: int
    label: str
    before: dict[int, Decimal] = field(default_factory=dict)
    above: dict[int, Decimal] = field(default_factory=dict)
    after: dict[int, Decimal] = field(default_factory=dict)
    first: bool = False
    last: bool = True

    def agrees(self, everything: Mapping[int, Decimal]) -> bool:
        """Whether at least half of its numbers are the sums of rows around it."""
        numbers = {
            place: value
            for place, cell in enumerate(self.row)
            if place != self.place and (value := _value(cell)) is not None
        }
        sums = (self.before, self.above, self.after, everything)
        return any(
            2 * sum(value == found.get(place) for place, value in numbers.items())
            >= len(numbers)
            > 0
            for found in sums
        )


def settle(candidates: Mapping[int, str], rows: Iterable[Row]) -> set[int]:
    """The numbers of those candidates (kind by row number) that are totals, from all rows.

    A total stands first or last, leaves a key empty that other rows fill, or is the sum of rows
    around it. It is a category, and stays, where its label occurs for every group as others do.
    """
    evidence = _Evidence(candidates)
    for row in rows:
        evidence.see(row)
    return {found.row.number for found in evidence.candidates if evidence.is_total(found)}


class _Evidence:
    """Sums, filled cells and labels of one walk through all rows."""

    def __init__(self, kinds: Mapping[int, str]) -> None:
        self.kinds = kinds
        self.candidates: list[_Candidate] = []
        self.everything: dict[int, Decimal] = {}
        self.segment: dict[int, Decimal] = {}
        self.filled: Counter[int] = Counter()
        self.labels: dict[int, Counter[str]] = {}
        self.rows = 0

    def see(self, row: Row) -> None:
        """Take a row into account: a candidate closes the segment above it."""
        if row.number in self.kinds:
            self._close(row)
            return
        self.rows += 1
        for found in self.candidates:
            found.last = False
        for place, cell in enumerate(row):
            if cell is None:
                continue
            self.filled[place] += 1
            labels = self.labels.setdefault(place, Counter())
            if len(labels) < LABELS_COUNTED:
                labels[_compact(cell)] += 1
            if (value := _value(cell)) is not None:
                self.everything[place] = self.everything.get(place, Decimal(0)) + value
                self.segment[place] = self.segment.get(place, Decimal(0)) + value

    def is_total(self, found: _Candidate) -> bool:
        """Whether a candidate is left out."""
        key_empty = any(
            self.filled[place] >= 0.9 * self.rows
            and (place >= len(found.row) or not found.row[place])
            for place in self.filled
        )
        if not key_empty and self._is_category(found):
            return False
        if found.agrees(self.everything):
            return True
        return found.kind != "named_total" and (key_empty or found.first or found.last)

    def _is_category(self, found: _Candidate) -> bool:
        times = sum(other.label == found.label for other in self.candidates)
        others = self.labels.get(found.place, Counter[str]())
        return times > 1 and any(count >= times for count in others.values())

    def _close(self, row: Row) -> None:
        place = next(n for n, cell in enumerate(row) if cell)
        found = _Candidate(row, self.kinds[row.number], place, _compact(row[place] or ""))
        found.before, self.segment = self.segment, {}
        found.above = dict(self.everything)
        found.first = not self.rows
        # Filled by the rows that follow, until the next candidate.
        found.after = self.segment
        self.candidates.append(found)


def _total(row: Row) -> str | None:
    """The kind of a row that names a sum and holds numbers only besides."""
    label, *others = [cell for cell in row if cell]
    kind = _label_kind(label)
    said = [cell for cell in others if cell not in MISSING]
    counts = all(is_quantity(cell) or COUNTED.fullmatch(cell) for cell in said)
    return kind if said and counts else None


def _label_kind(cell: str, *, strict: bool = False) -> str | None:
    label = _compact(cell)
    if SUBTOTAL.fullmatch(label):
        return "subtotal"
    if TOTAL.fullmatch(label):
        return "total"
    return "named_total" if not strict and NAMED_TOTAL.fullmatch(label) else None


def _value(cell: str | None) -> Decimal | None:
    number = to_number(cell) if cell else None
    return Decimal(number) if number is not None else None


def _compact(cell: str) -> str:
    return re.sub(rf"[\s{MARK}]", "", cell)


def _words(row: Row) -> tuple[str, ...]:
    """What a row says, wherever its cells stand."""
    return tuple(cell.strip(f" \t\r\n{MARK}") for cell in row if cell and cell.strip(f" {MARK}"))


def _trimmed(row: Row) -> list[str | None]:
    cells = list(row)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _hint(openings: Iterable[str]) -> bytes:
    """One expression for all that a line may open with; its first byte is literal, which is fast."""
    space = rb"""[ \x0b\x0c"']|\xe3\x80\x80|\xc2\xa0|\xe2\x80[\x80-\xaf]|\xef\xbb\xbf"""
    blank = rb"(?:[,;|\t]|" + space + b")*+"
    cell = rb"[^,;\t|\n]{0,120}?"
    opened = rb"(?:\(|" + "|".join("注备说数资来制填审计单（").encode() + b")"
    labelled = opened + rb"[^,;\t|\n]{0,60}?" + "(?:[:.]|：|、)".encode()
    page = r"第\s*[0-9]+\s*页|(?:-|—)\s*[0-9]+\s*(?:-|—)".encode()
    # Not in the middle of a cell, or every 计划生育协会 had to be looked at.
    ended = "计(?:：|:|".encode() + space + rb")*+(?=[,;\t|\r\n])"
    total = rb"(?i:total|grand|sub)|" + cell + ended
    # Most lines that hold data only open with a digit: they are passed over at once.
    words = b"(?![0-9])(?:" + b"|".join([rb"\#", labelled, page, total]) + b")"
    said = [re.escape(opening.split("\n")[0].encode()) for opening in sorted(openings)]
    return rb"\n" + blank + b"(?:" + b"|".join([words, *said]) + b")"
