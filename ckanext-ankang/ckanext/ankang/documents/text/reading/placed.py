"""Printed words with their places on a page, put back into lines: what PDF and OFD have in common.

A line keeps its indent as full-width spaces and begins with a form feed on a new page, by which
`repairs` finds paragraphs; cells of a row are apart by tabs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from unicodedata import east_asian_width

PAGE = "\f"
# Two pieces are on one line when their middles differ by less than this share of their height.
_SAME_LINE = 0.5
# Gaps in characters: what is narrower is the air between Chinese and digits, what is wider a cell's.
_SPACE, _CELL = 0.6, 1.5
_WIDEST = 60


@dataclass(frozen=True)
class Piece:
    """One printed run of text: its box and its words."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


def printed_lines(pages: Sequence[Sequence[Piece]]) -> list[str]:
    """The lines of all pages in order of position, rows of a table in one paragraph."""
    lines: list[str] = []
    for number, page in enumerate(pages):
        printed = _as_tables(list(_page_lines(page)))
        if number and printed:
            printed[0] = PAGE + printed[0]
        lines += printed
    return lines


def _page_lines(pieces: Sequence[Piece]) -> Iterator[str]:
    rows = list(_rows(pieces))
    if not rows:
        return
    edge = min(row[0].left for row in rows)
    character = median(_character(row) for row in rows)
    for row in rows:
        indent = min(round((row[0].left - edge) / character), _WIDEST)
        yield "\u3000" * indent + _joined(row)


def _rows(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.middle, one.left)):
        if row and piece.middle - row[0].middle > _SAME_LINE * min(row[0].height, piece.height):
            yield sorted(row, key=lambda one: one.left)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda one: one.left)


def _character(row: list[Piece]) -> float:
    """How wide a Chinese character of a row is."""
    widest = max(row, key=lambda one: len(one.text))
    width = sum(1.0 if east_asian_width(one) in "WFA" else 0.5 for one in widest.text)
    return max((widest.right - widest.left) / width, 0.1)


def _joined(row: list[Piece]) -> str:
    text, character = row[0].text, _character(row)
    for one, two in pairwise(row):
        gap = (two.left - one.right) / character
        text += ("\t" if gap > _CELL else " " if gap > _SPACE else "") + two.text
    return text


def _as_tables(lines: list[str]) -> list[str]:
    """Rows that follow one another are one table; a lone one is a line with gaps."""
    done: list[str] = []
    rows: list[str] = []
    for line in [*lines, ""]:
        if "\t" in line:
            rows.append(line.strip("\u3000"))
            continue
        done += (
            ["\n".join(rows)] if len(rows) > 1 else [row.replace("\t", "\u3000") for row in rows]
        )
        rows = []
        done += [line] if line else []
    return done
