"""One file checked for wording, as the console prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ckanext.ankang.tables import read_table
from ckanext.ankang.tables.encoding import decide_encoding

from .fields import find_in_rows
from .finding import Book, Hit, find
from .rules import Rule, standard_rules

TEXTS = (".txt", ".md")
# No portal's settings stand behind the console: the default of ckanext.ankang.proofreading.characters.
CHARACTERS = 1_000_000


@dataclass(frozen=True)
class Checked:
    """What was found in a file, ready for print."""

    lines: list[str]
    summary: str
    faulty: bool
    """Whether one of the hits is an error."""


def check_file(path: Path, own: tuple[Rule, ...], day: date | None) -> Checked:
    """Check a text or a table by the rules that ship and `own`; TableError where it can't be read."""
    book = Book((*standard_rules(), *own))
    if path.suffix.lower() in TEXTS:
        encoding, _ = decide_encoding(path, path.name)
        hits = find(path.read_text(encoding), day, book)
        return _checked(hits, [hit.sentence for hit in hits], complete=True)
    table = read_table(path)
    titles = [column.title for column in table.columns]
    rows = ((row.number, row) for row in table.rows)
    found = find_in_rows(titles, rows, characters=CHARACTERS, day=day, book=book)
    lines = [_of_cell(cell.row, cell.column, cell.cells, cell.hit) for cell in found.hits]
    return _checked([cell.hit for cell in found.hits], lines, complete=found.complete)


def _of_cell(row: int, column: str, cells: int, hit: Hit) -> str:
    more = f"（同样的内容共 {cells} 处）" if cells > 1 else ""
    return f"第 {row} 行“{column}”{more}：{hit.sentence}"


def _checked(hits: list[Hit], lines: list[str], *, complete: bool) -> Checked:
    errors = sum(hit.severity == "error" for hit in hits)
    rest = "" if complete else f"内容较多，只检查了前 {CHARACTERS} 个字。"
    summary = f"找到 {len(hits)} 处，其中错误 {errors} 处。{rest}"
    sourced = [f"{line}（依据：{hit.source}）" for line, hit in zip(lines, hits, strict=True)]
    return Checked(sourced, summary, errors > 0)
