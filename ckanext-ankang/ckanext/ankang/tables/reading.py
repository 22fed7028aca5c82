"""From a file to a table: one entry for every format."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from .delimited import detect_delimiter, ends_with_newline
from .encoding import decide_encoding
from .errors import NotATable
from .header import describe_preamble, find_header
from .kind import kind_of
from .limits import Limits
from .names import name_columns
from .plain import Layout, PlainText, Row, rows_of
from .profile import NAMED, Declared, Profile, profile
from .records import GEOMETRY, record_rows
from .spool import spool, transcode
from .spreadsheet import sheet_rows, weigh_archive
from .table import Column, Damage, Facts, Table
from .types import NORMAL, Guess, normalise

SAMPLE = 100
DEFAULTS = Limits()
ROUNDED = (
    "{column} 列有 {count} 个数超过 15 位，Excel 已把第 15 位以后的数字改成 0，原来的号码没有了。"
    "请从原系统重新导出，并把这一列设为文本格式。"
)


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
    text = _text(path, name, facts, limits)
    sample = list(islice(rows_of(text), SAMPLE))
    header, preamble = find_header(sample)
    if header is None:
        raise NotATable(name=name, found="文件里没有内容")
    if len(header) > limits.columns:
        raise NotATable(name=name, found=f"有 {len(header)} 列，超过上限 {limits.columns}")
    facts["header_row"] = header.number
    describe_preamble(preamble, facts)
    columns = name_columns(list(header), facts, ids)
    found = _profiled(text, path, header, sample, columns, facts, types or {})
    found.damages.extend(_rounded(facts))
    return _table(found, columns, facts)


def _text(path: Path, name: str, facts: Facts, limits: Limits) -> PlainText:
    """The whole file in plain form; a text that is so as it stands is not written anew."""
    kind = kind_of(path, name)
    facts["format"] = kind
    layout = Layout(1, cell_characters=limits.cell_characters)
    if kind == "xlsx":
        weigh_archive(path, name, limits)
        return spool(sheet_rows(path, name, facts), layout)
    encoding, found = decide_encoding(path, name)
    facts |= found
    if kind == "json":
        return spool(record_rows(path, name, encoding, limits, facts), layout)
    delimiter = detect_delimiter(path, encoding, limits)
    facts |= {"format": "csv", "delimiter": delimiter, "quote": '"'}
    layout = replace(layout, delimiter=delimiter)
    if encoding not in ("utf-8", "utf-8-sig"):
        return transcode(path, encoding, layout)
    return PlainText(path, layout)


def _profiled(
    text: PlainText,
    path: Path,
    header: Row,
    sample: list[Row],
    columns: list[Column],
    facts: Facts,
    declared: dict[str, str],
) -> Profile:
    text = replace(text, layout=replace(text.layout, width=len(columns)), first=header.number + 1)
    return profile(
        text,
        [Declared(declared[c.title]) if c.title in declared else Guess(c.title) for c in columns],
        _likely(sample, header, columns),
        pad=facts["format"] == "xlsx",
        unfinished=facts["format"] == "csv" and not ends_with_newline(path),
    )


def _likely(sample: list[Row], header: Row, columns: list[Column]) -> tuple[str, ...]:
    """The types that the first rows have; they only say what the fast walk may hope for."""
    guesses = [Guess(column.title) for column in columns]
    for row in sample:
        if row.number > header.number:
            for guess, cell in zip(guesses, row, strict=False):
                guess.see(cell)
    return tuple(guess.type for guess in guesses)


def _rounded(facts: Facts) -> list[Damage]:
    """Numbers whose tail is lost make a file wrong, however well they read."""
    return [
        Damage(column["rows"][0], "rounded-number", ROUNDED.format(**column))
        for column in facts.get("rounded_numbers", [])
    ]


def _table(found: Profile, columns: list[Column], facts: Facts) -> Table:
    columns = [
        replace(column, type=_type(column, shape, facts))
        for column, shape in zip(columns, found.columns, strict=True)
    ]
    facts |= {
        "rows": found.count,
        "blank_rows": found.blank,
        "ragged_rows": found.ragged[:NAMED],
        "dropped_rows": [
            {"row": r.number, "kind": why, "cells": list(r)} for r, why in found.dropped
        ],
        "types": {column.id: column.type for column in columns},
        "transforms": [
            {"column": column.id, "transform": f"{column.type} to ISO 8601"}
            for column, shape in zip(columns, found.columns, strict=True)
            if column.type in NORMAL and (shape.changes or shape.type != column.type)
        ],
    }
    return Table(columns, _delivered(found, columns, facts), facts, found.damages)


def _delivered(found: Profile, columns: list[Column], facts: Facts) -> PlainText:
    """The text itself where nothing was changed, else what was read, written down."""
    if not facts["transforms"] and not found.short:
        return found.text
    layout = Layout(len(columns), cell_characters=found.text.layout.cell_characters)
    kinds = tuple(column.type for column in columns)
    return spool(_changed(rows_of(found.text), kinds, pad=found.short), layout, kinds)


def _changed(rows: Iterator[Row], kinds: tuple[str, ...], *, pad: bool) -> Iterator[Row]:
    dated = [index for index, kind in enumerate(kinds) if kind in NORMAL]
    for row in rows:
        if pad:
            row.extend([None] * (len(kinds) - len(row)))
        for index in dated:
            if index < len(row):
                row[index] = normalise(row[index], kinds[index])
        yield row


def _type(column: Column, shape: Guess | Declared, facts: Facts) -> str:
    if facts["format"] == "geojson" and column.title == GEOMETRY and isinstance(shape, Guess):
        return "geojson"
    return shape.type
