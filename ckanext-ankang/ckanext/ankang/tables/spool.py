"""Rows kept in a temporary file in plain form, for what is not plain text as it stands."""

import csv
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from .plain import PlainText, Row


def spool(rows: Iterable[Row], width: int, cell_characters: int) -> PlainText:
    """Write rows down, each at its number; the file goes with the last use of the text."""
    # Kept open as long as the text lives: closing is what removes the file.
    file = NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".csv")  # noqa: SIM115
    writer, number = csv.writer(file, lineterminator="\n"), 0
    for row in rows:
        file.write("\n" * (row.number - number - 1))
        writer.writerow(row)
        number = row.number
    file.flush()
    return PlainText(
        Path(file.name), width, 1, number, cell_characters=cell_characters, keeper=file
    )
