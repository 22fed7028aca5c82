"""Rows whose key occurs more than once, found in eight bytes a row.

Keys are compared by hash: rows that only share one are named too, and Frictionless, which judges
every row named here, clears them.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, ClassVar

import numpy as np
from frictionless import Check, Field, Schema

from ..tables import Row, Table
from ..tables.plain import Run, scan

# Stands for a row without a key: it is never compared.
NO_KEY = None
# A field with one of these reads a cell otherwise than it is written.
PECULIAR = {"decimalChar", "groupChar", "bareNumber", "floatNumber"}
Reader = Callable[[Any], tuple[Any, Any]]


def doubled_rows(
    table: Table, fields: Sequence[Field], schema: Schema, checks: Iterable[Check]
) -> set[int]:
    """The numbers of rows that may break a unique field, the primary key or `duplicate-row`."""
    keys = list(_keys(table, fields, schema, checks))
    if not keys:
        return set()
    for found in scan(table.plain):
        if isinstance(found, Run):
            for key in keys:
                key.see_run(found)
        elif isinstance(found, Row):
            for key in keys:
                key.see(found)
    return {number for key in keys for number in key.doubled()}


def _keys(
    table: Table, fields: Sequence[Field], schema: Schema, checks: Iterable[Check]
) -> Iterator[_Key]:
    places = {field.name: place for place, field in enumerate(fields)}
    for place, field in enumerate(fields):
        if field.constraints.get("unique"):
            yield _Key([place], fields, table, optional=True)
    if schema.primary_key and set(schema.primary_key) <= set(places):
        yield _Key([places[name] for name in schema.primary_key], fields, table, optional=False)
    if any(check.type == "duplicate-row" for check in checks):
        yield _WholeRow(list(range(len(fields))), fields, table, optional=False)


class _Cell:
    """How the cells of a column are compared: equal values are equal in this form."""

    # Of cells that were proved to be of a kind.
    forms: ClassVar[dict[str, Callable[[bytes], Any]]] = {
        "integer": int,
        "number": float,
        "date": bytes,
        "string": bytes,
    }

    def __init__(self, field: Field, kind: str) -> None:
        self.read: Reader = field.create_cell_reader()
        self.missing = {value.encode() for value in field.missing_values} | {b""}
        proved = kind == field.type or (kind, field.type) == ("integer", "number")
        bare = field.format == "default" and not PECULIAR & set(field.to_descriptor())
        self.form = (
            self.forms.get(field.type) if bare and (proved or field.type == "string") else None
        )

    def many(self, cells: Sequence[bytes]) -> list[Any]:
        """The cells of a run, as bytes without quotes."""
        if self.form is None:
            return [self.one(cell.decode() or None) for cell in cells]
        form, missing, nothing = self.form, self.missing, self.of_value(None)
        return [nothing if cell in missing else form(cell) for cell in cells]

    def one(self, cell: str | None) -> Any:
        """One cell, None if it is empty."""
        return self.of_value(self.read(cell)[0])

    def of_value(self, value: Any) -> Any:
        """A value as Frictionless has read it."""
        if isinstance(value, Decimal):
            return float(value)
        if value is None or isinstance(value, int | float):
            return value
        return (value.isoformat() if isinstance(value, date | time) else str(value)).encode()


class _Text(_Cell):
    """Cells compared as the text of their values."""

    forms: ClassVar[dict[str, Callable[[bytes], Any]]] = {
        "integer": bytes.decode,
        "number": lambda cell: str(Decimal(cell.decode())),
        "date": bytes.decode,
        "string": bytes.decode,
    }

    def of_value(self, value: Any) -> Any:
        """The text that Frictionless compares."""
        return str(value)


class _Key:
    """The hashes of one key in the order of the rows; an `optional` key may be missing."""

    cell: type[_Cell] = _Cell

    def __init__(
        self, places: list[int], fields: Sequence[Field], table: Table, *, optional: bool
    ) -> None:
        kinds = table.plain.kinds or ("string",) * len(fields)
        self.places, self.optional = places, optional
        self.cells = [self.cell(fields[place], kinds[place]) for place in places]
        self.hashes = array("q")
        # From which index on rows are numbered from which number.
        self.starts, self.firsts = array("q"), array("q")
        self.faulty: set[int] = set()

    def see_run(self, run: Run) -> None:
        """Take in the keys of a run."""
        columns = [
            cell.many(values)
            for cell, values in zip(self.cells, run.columns(self.places), strict=True)
        ]
        self._start(run.first)
        self._add(run.first, columns[0] if len(columns) == 1 else list(zip(*columns, strict=True)))

    def see(self, row: Row) -> None:
        """Take in the key of a row by itself."""
        values = [
            cell.one(row[place] if place < len(row) else None)
            for place, cell in zip(self.places, self.cells, strict=True)
        ]
        self._start(row.number)
        self._add(row.number, [values[0] if len(values) == 1 else tuple(values)])

    def doubled(self) -> set[int]:
        """The numbers of the rows whose hash another row has, too."""
        hashes = (
            np.frombuffer(self.hashes, dtype=np.int64) if self.hashes else np.empty(0, np.int64)
        )
        ordered = np.sort(hashes)
        twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        if not len(twice):
            return self.faulty
        del ordered
        places = np.flatnonzero(np.isin(hashes, twice, kind="sort"))
        starts = np.frombuffer(self.starts, dtype=np.int64)
        firsts = np.frombuffer(self.firsts, dtype=np.int64)
        at = np.searchsorted(starts, places, side="right") - 1
        return self.faulty | set((firsts[at] + places - starts[at]).tolist())

    def _start(self, number: int) -> None:
        self.starts.append(len(self.hashes))
        self.firsts.append(number)

    def _add(self, first: int, keys: Sequence[Any]) -> None:
        nothing = NO_KEY if len(self.places) == 1 else (NO_KEY,) * len(self.places)
        if nothing not in keys:
            self.hashes.extend(map(hash, keys))
            return
        for number, key in enumerate(keys, first):
            if key != nothing:
                self.hashes.append(hash(key))
                continue
            # A row of its own hash; one without a primary key is at fault by itself.
            self.hashes.append(hash(("none", number)))
            if not self.optional:
                self.faulty.add(number)


class _WholeRow(_Key):
    """Frictionless compares whole rows as the text of their values, so that none is missing."""

    cell = _Text

    def _add(self, first: int, keys: Sequence[Any]) -> None:
        rows = keys if len(self.places) > 1 else [(key,) for key in keys]
        self.hashes.extend(hash(",".join(row)) for row in rows)
