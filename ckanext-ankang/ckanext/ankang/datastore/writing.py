"""A version's rows as the CSV that COPY reads, written inside the fence: the file is not trusted."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from ckanext.ankang.fence import report_progress
from ckanext.ankang.tables import Limits, Row, read_table
from ckanext.ankang.tables.plain import Broken, Run, scan

from . import columns

END_OF_DATA = "\\."
PULSE_ROWS = 10_000


def write_rows(
    path: Path | str,
    target: Path | str,
    *,
    name: str,
    schema: dict[str, Any],
    limits: dict[str, int],
) -> int:
    """Write a file's rows into `target`, and return their number.

    `target` may be a FIFO. The CSV has no header; an empty cell, quoted or not, is no value.
    Raises what `read_table` raises.
    """
    types = {field["title"]: field["type"] for field in schema["fields"] if "title" in field}
    table = read_table(path, name=name, types=types, limits=Limits(**limits))
    with Path(target).open("wb") as file:
        writer = _Writer(file, columns.spellings(schema), table.facts["rows"])
        for found in scan(table.plain):
            writer.write(found)
    return writer.rows


class _Writer:
    """Writes runs as they stand, other rows by the csv module."""

    def __init__(self, file: BinaryIO, spellings: Sequence[dict[str, str]], total: int) -> None:
        self.file, self.total, self.rows, self.told = file, total, 0, 0
        self.changes = [(place, found) for place, found in enumerate(spellings) if found]
        self.width = len(spellings)

    def write(self, found: Run | Row | Broken) -> None:
        if isinstance(found, Broken):
            # A broken record is an error in the report, and such a version is never loaded.
            raise ValueError(found.message)
        if isinstance(found, Run) and not self._changed(found):
            self.file.write(_records(found))
            self._count(len(found))
            return
        for row in found.rows() if isinstance(found, Run) else [found]:
            self.file.write(record(self._spelled(row)))
            self._count(1)

    def _changed(self, run: Run) -> bool:
        """Whether a run cannot be handed on as it stands."""
        if run.layout.delimiter != "," or self.width == 1:
            return True
        places = [place for place, _ in self.changes]
        return any(
            not {text.encode() for text in spelled}.isdisjoint(cells)
            for (_, spelled), cells in zip(self.changes, run.columns(places), strict=True)
        )

    def _spelled(self, row: Row) -> list[str | None]:
        cells = list(row)
        for place, spelled in self.changes:
            cell = cells[place] if place < len(cells) else None
            if cell is not None:
                cells[place] = spelled.get(cell, cell)
        return cells

    def _count(self, rows: int) -> None:
        self.rows += rows
        if self.rows - self.told >= PULSE_ROWS:
            self.told = self.rows
            report_progress(self.rows, self.total)


def record(cells: Sequence[str | None]) -> bytes:
    """Return one record of the CSV; what COPY would take for its end is quoted."""
    lines: list[str] = []
    # With "\r\n" as its end the csv module quotes a lone CR as well.
    csv.writer(_Lines(lines)).writerow(cells)
    text = lines[0].removesuffix("\r\n")
    return (f'"{text}"' if text == END_OF_DATA else text).encode() + b"\n"


class _Lines:
    """A file for the csv module that keeps what is written in a list."""

    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append


def _records(run: Run) -> bytes:
    return run.data.replace(b"\r\n", b"\n") if b"\r" in run.data else run.data
