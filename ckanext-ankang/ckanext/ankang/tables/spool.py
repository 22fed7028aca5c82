"""Rows kept in a temporary file, for formats that are costly to read twice."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from .table import Row


class Spool:
    """Rows written once and read as often as needed; the file goes with the object."""

    def __init__(self, rows: Iterable[Row]) -> None:
        # Kept open as long as the object lives: closing is what removes the file.
        self._file = NamedTemporaryFile("w", encoding="utf-8", suffix=".rows")  # noqa: SIM115
        for row in rows:
            self._file.write(json.dumps([row.number, list(row)]) + "\n")
        self._file.flush()

    def rows(self) -> Iterator[Row]:
        """The rows, read anew."""
        with Path(self._file.name).open(encoding="utf-8") as stream:
            for line in stream:
                number, cells = json.loads(line)
                yield Row(number, cells)
