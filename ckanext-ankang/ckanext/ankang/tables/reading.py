"""From a file to a table: one entry for every format."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from .delimited import detect_delimiter, ends_with_newline, raw_rows
from .encoding import decide_encoding
from .errors import NotATable
from .header import describe_preamble, find_header, is_after_table
from .kind import kind_of
from .limits import Limits
from .names import name_columns
from .records import GEOMETRY, record_rows
from .spool import Spool
from .spreadsheet import sheet_rows, weigh_archive
from .table import Column, Damage, Facts, Row, Table
from .types import Guess, normalise

SAMPLE = 100
TAIL = 10
NAMED = 20
DEFAULTS = Limits()
# A walk through the rows, which writes the damages it meets into the list it is given.
Source = Callable[[list[Damage]], Iterator[Row]]
CUT_OFF = "文件在这一行的中间断开：应有 {width} 列，只有 {found} 列，后面的内容没有了。请重新导出或重新上传完整的文件。"


def read_table(
    path: Path,
    *,
    name: str | None = None,
    types: dict[str, str] | None = None,
    limits: Limits = DEFAULTS,
) -> Table:
    """Read a file as a table; `types` by column title go before those inferred.

    Raises NotATable, UndecidedEncoding or DamagedTable; what is wrong with single rows is in
    `Table.damages`, because the rest of such a file can still be judged.
    """
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
    columns = name_columns(list(header), facts)
    profile = _profile(source(damages), header, columns, pad=facts["format"] == "xlsx")
    _note_cut_off(path, facts, profile, columns, damages)
    return _table(source, header, columns, profile, facts, damages, types or {})


def _source(path: Path, name: str, facts: Facts, limits: Limits) -> Source:
    kind = kind_of(path, name)
    facts["format"] = kind
    if kind == "xlsx":
        weigh_archive(path, name, limits)
        return _spooled(sheet_rows(path, name, facts))
    encoding, found = decide_encoding(path, name)
    facts |= found
    if kind == "json":
        return _spooled(record_rows(path, name, encoding, limits, facts))
    delimiter = detect_delimiter(path, encoding, limits)
    facts |= {"format": "csv", "delimiter": delimiter, "quote": '"'}
    return lambda damages: raw_rows(path, encoding, delimiter, damages, limits)


def _spooled(rows: Iterator[Row]) -> Source:
    spool = Spool(rows)
    return lambda damages: spool.rows()


@dataclass
class _Profile:
    """What one walk through the rows shows."""

    guesses: list[Guess]
    width: int
    last: Row
    count: int = 0
    blank: int = 0
    dropped: list[tuple[Row, str]] | None = None
    ragged: list[int] | None = None


def _profile(rows: Iterator[Row], header: Row, columns: list[Column], *, pad: bool) -> _Profile:
    profile = _Profile([Guess(column.title) for column in columns], len(columns), header, ragged=[])
    tail: deque[Row] = deque()
    for row in rows:
        if row.number <= header.number:
            continue
        if not any(row):
            profile.blank += 1
            continue
        tail.append(row)
        if len(tail) > TAIL:
            _count(profile, tail.popleft(), pad=pad)
    profile.dropped = _drop_tail(tail)
    for row in tail:
        _count(profile, row, pad=pad)
    return profile


def _drop_tail(tail: deque[Row]) -> list[tuple[Row, str]]:
    dropped: list[tuple[Row, str]] = []
    while tail and (why := is_after_table(tail[-1])):
        dropped.insert(0, (tail.pop(), why))
    return dropped


def _count(profile: _Profile, row: Row, *, pad: bool) -> None:
    profile.count += 1
    profile.last = row
    for guess, cell in zip(profile.guesses, row, strict=False):
        guess.see(cell)
    if (
        len(row) > profile.width or (len(row) < profile.width and not pad)
    ) and profile.ragged is not None:
        profile.ragged.append(row.number)


def _note_cut_off(
    path: Path, facts: Facts, profile: _Profile, columns: list[Column], damages: list[Damage]
) -> None:
    short = profile.count and len(profile.last) < len(columns)
    if facts["format"] == "csv" and short and not ends_with_newline(path):
        reason = CUT_OFF.format(width=len(columns), found=len(profile.last))
        damages.append(Damage(profile.last.number, "truncated-row", reason))


def _table(
    source: Source,
    header: Row,
    columns: list[Column],
    profile: _Profile,
    facts: Facts,
    damages: list[Damage],
    declared: dict[str, str],
) -> Table:
    columns = [
        replace(column, type=_type(column, guess, facts, declared))
        for column, guess in zip(columns, profile.guesses, strict=True)
    ]
    dropped = profile.dropped or []
    facts |= {
        "rows": profile.count,
        "blank_rows": profile.blank,
        "ragged_rows": (profile.ragged or [])[:NAMED],
        "dropped_rows": [{"row": r.number, "kind": why, "cells": list(r)} for r, why in dropped],
        "types": {column.id: column.type for column in columns},
        "transforms": [
            {"column": column.id, "transform": f"{column.type} to ISO 8601"}
            for column in columns
            if column.type in ("date", "datetime")
        ],
    }
    last = profile.last.number if profile.count else header.number
    pad = len(columns) if facts["format"] == "xlsx" else 0
    kinds = [column.type for column in columns]
    return Table(
        columns, lambda: _data(source([]), header.number, last, kinds, pad), facts, damages
    )


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
