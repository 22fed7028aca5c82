"""A table as sixteen bytes a row: a hash of its key and one of all its compared cells.

Python's own hash of bytes is keyed anew in each process, so that nobody can make two rows collide;
by chance two of a million rows do once in thirty million comparisons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ckanext.ankang.tables import Row, Table
from ckanext.ankang.tables.plain import Run, scan

Hashes = npt.NDArray[np.int64]


def sketch(table: Table, places: Sequence[int], keys: Iterable[Sequence[int]]) -> list[Hashes]:
    """Hash the cells at `places`, then those of each key, over all rows."""
    chosen = [tuple(places), *map(tuple, keys)]
    parts: list[list[Hashes]] = [[] for _ in chosen]
    for cells in _columns(table):
        for part, wanted in zip(parts, chosen, strict=True):
            part.append(_hashed([cells[place] for place in wanted]))
    return [np.concatenate(part) if part else np.empty(0, np.int64) for part in parts]


def _columns(table: Table) -> Iterator[Sequence[list[bytes]]]:
    """Stretches of rows, column by column; rows that stand alone are gathered."""
    width, alone = len(table.columns), list[Row]()
    for found in scan(table.plain):
        if isinstance(found, Row):
            alone.append(found)
            continue
        if alone:
            yield _turned(alone, width)
            alone = []
        if isinstance(found, Run):
            yield found.columns(range(width))
    if alone:
        yield _turned(alone, width)


def _turned(rows: list[Row], width: int) -> list[list[bytes]]:
    return [
        [(row[place] or "").encode() if place < len(row) else b"" for row in rows]
        for place in range(width)
    ]


def _hashed(columns: list[list[bytes]]) -> Hashes:
    # A column alone is hashed without a tuple round each cell.
    values: Any = columns[0] if len(columns) == 1 else zip(*columns, strict=True)
    return np.fromiter(map(hash, values), np.int64, len(columns[0]) if columns else 0)
