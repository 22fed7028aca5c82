"""From a file to a table: one entry for every format."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from .delimited import detect_delimiter, ends_with_newline, raw_rows
from .encoding import decide_encoding
from .errors import NotATable
from .header import describe_preamble, find_header, is_after_table
from .kind import kind_of
from .limits import Limits
from .names import name_columns
from .plain import PlainText, Row
from .records import GEOMETRY, record_rows
from .spool import spool
from .spreadsheet import sheet_rows, weigh_archive
from .table import Column, Damage, Facts, Table
from .types import NORMAL, Guess, normalise

SAMPLE = 100
TAIL = 10
NAMED = 20
DEFAULTS = Limits()
# A walk through the rows, which writes the damages it meets into the list it is given.
Source = Callable[[list[Damage]], Iterator[Row]]
ROUNDED = (
    "{column} 列有 {count} 个数超过 15 位，Excel 已把第 15 位以后的数字改成 0，原来的号码没有了。"
    "请从原系统重新导出，并把这一列设为文本格式。"
)
CUT_OFF = "文件在这一行的中间断开：应有 {width} 列，只有 {found} 列，后面的内容没有了。请重新导出或重新上传完整的文件。"


def read_table(
    path: Path | str,
    *,
    name: str | None = None,
    types: dict[str, str] | None = None,
    ids: dict[str, str] | None = None,
    limits: Limits = DEFAULTS,
) -> Table:
    """Read a file as a table; `types` by column title go before those inferred.

    `ids` are the column ids that titles of this resource have or had; see `name_columns`.

    Raises NotATable, UndecidedEncoding or DamagedTable; what is wrong with single rows is in
    `Table.damages`, because the rest of such a file can still be judged.
    """
    path = Path(path)
    name = name or path.name
    facts: Facts = {"name": name, "bytes": path.stat().st_size}
    damages: list[Damage] = []
    source = _source(path, name, facts, limits)
    header, preamble = find_header(list(islice(source([]), SAMPLE)))
    if header is None:
        raise NotATable(name=name, found="文件里没有内容")
    if len(header) > limits.columns:
        raise NotATable(name=name, found=f"有 {len(header)} 列，超过上限 {limits.columns}")
    facts["header_row"] = header.number
    describe_preamble(preamble, facts)
    columns = name_columns(list(header), facts, ids)
    profile = _Profile([Guess(column.title) for column in columns], header)
    profile.pad = facts["format"] == "xlsx"
    profile.unfinished = facts["format"] == "csv" and not ends_with_newline(path)
    profile.walk(source(damages), damages)
    damages.extend(_rounded(facts))
    return _table(source, header, columns, profile, facts, damages, types or {}, path)


def _rounded(facts: Facts) -> list[Damage]:
    """Numbers whose tail is lost make a file wrong, however well they read."""
    return [
        Damage(column["rows"][0], "rounded-number", ROUNDED.format(**column))
        for column in facts.get("rounded_numbers", [])
    ]


def _source(path: Path, name: str, facts: Facts, limits: Limits) -> Source:
    kind = kind_of(path, name)
    facts["format"] = kind
    if kind == "xlsx":
        weigh_archive(path, name, limits)
        return _spooled(sheet_rows(path, name, facts), limits)
    encoding, found = decide_encoding(path, name)
    facts |= found
    if kind == "json":
        return _spooled(record_rows(path, name, encoding, limits, facts), limits)
    delimiter = detect_delimiter(path, encoding, limits)
    facts |= {"format": "csv", "delimiter": delimiter, "quote": '"'}
    return lambda damages: raw_rows(path, encoding, delimiter, damages, limits)


def _spooled(rows: Iterator[Row], limits: Limits) -> Source:
    text = spool(rows, 0, limits.cell_characters)
    # The walk holds the text, whose file lives as long as it.
    return lambda damages: raw_rows(text.path, text.encoding, text.delimiter, damages, limits)


@dataclass
class _Profile:
    """What one walk through the rows shows."""

    guesses: list[Guess]
    last: Row
    pad: bool = False
    unfinished: bool = False
    count: int = 0
    blank: int = 0
    dropped: list[tuple[Row, str]] = field(default_factory=list)
    ragged: list[int] = field(default_factory=list)

    def walk(self, rows: Iterator[Row], damages: list[Damage]) -> None:
        """Count the rows; the last few wait, because totals and footnotes are no data."""
        header, tail = self.last.number, deque[Row]()
        for row in rows:
            if row.number > header and any(row):
                tail.append(row)
            elif row.number > header:
                self.blank += 1
            if len(tail) > TAIL:
                self._count(tail.popleft())
        self._end(tail, damages)

    def _end(self, tail: deque[Row], damages: list[Damage]) -> None:
        while tail and (why := is_after_table(tail[-1])):
            self.dropped.insert(0, (tail.pop(), why))
        if self.unfinished and tail and len(tail[-1]) < len(self.guesses):
            row = tail.pop()
            reason = CUT_OFF.format(width=len(self.guesses), found=len(row))
            damages.append(Damage(row.number, "truncated-row", reason))
        for row in tail:
            self._count(row)

    def _count(self, row: Row) -> None:
        self.count += 1
        self.last = row
        for guess, cell in zip(self.guesses, row, strict=False):
            guess.see(cell)
        width = len(self.guesses)
        if len(row) > width or (len(row) < width and not self.pad):
            self.ragged.append(row.number)


def _table(
    source: Source,
    header: Row,
    columns: list[Column],
    profile: _Profile,
    facts: Facts,
    damages: list[Damage],
    declared: dict[str, str],
    path: Path,
) -> Table:
    columns = [
        replace(column, type=_type(column, guess, facts, declared))
        for column, guess in zip(columns, profile.guesses, strict=True)
    ]
    facts |= {
        "rows": profile.count,
        "blank_rows": profile.blank,
        "ragged_rows": profile.ragged[:NAMED],
        "dropped_rows": [
            {"row": r.number, "kind": why, "cells": list(r)} for r, why in profile.dropped
        ],
        "types": {column.id: column.type for column in columns},
        "transforms": [
            {"column": column.id, "transform": f"{column.type} to ISO 8601"}
            for column, guess in zip(columns, profile.guesses, strict=True)
            if column.type in NORMAL and (guess.changes or guess.type != column.type)
        ],
    }
    last = profile.last.number
    pad = len(columns) if facts["format"] == "xlsx" else 0
    kinds = [column.type for column in columns]
    rows = lambda: _data(source([]), header.number, last, kinds, pad)  # noqa: E731
    return Table(
        columns, _plain(rows, path, columns, facts, header.number, last), rows, facts, damages
    )


def _plain(
    rows: Callable[[], Iterator[Row]],
    path: Path,
    columns: list[Column],
    facts: Facts,
    header: int,
    last: int,
) -> PlainText:
    """The text itself where nothing was changed, else what was read, written down."""
    if facts["format"] != "csv" or facts["transforms"]:
        return spool(rows(), len(columns), DEFAULTS.cell_characters)
    return PlainText(path, len(columns), header + 1, last, facts["encoding"], facts["delimiter"])


def _type(column: Column, guess: Guess, facts: Facts, declared: dict[str, str]) -> str:
    if column.title in declared:
        return declared[column.title]
    if facts["format"] == "geojson" and column.title == GEOMETRY:
        return "geojson"
    return guess.type


def _data(rows: Iterator[Row], header: int, last: int, kinds: list[str], pad: int) -> Iterator[Row]:
    dated = [index for index, kind in enumerate(kinds) if kind in ("date", "datetime")]
    for row in rows:
        if row.number > last:
            return
        if row.number <= header or not any(row):
            continue
        row.extend([None] * (pad - len(row)))
        for index in dated:
            if index < len(row):
                row[index] = normalise(row[index], kinds[index])
        yield row
