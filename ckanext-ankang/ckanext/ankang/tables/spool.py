"""Text written anew in plain form in a temporary file, for what is not plain text as it stands."""

import csv
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from .plain import Layout, PlainText, Row

BLOCK = 1 << 20


def spool(rows: Iterable[Row], layout: Layout, kinds: tuple[str, ...] = ()) -> PlainText:
    """Write rows down, each at its number; the file goes with the last use of the text."""
    # Kept open as long as the text lives: closing is what removes the file.
    file = NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".csv")  # noqa: SIM115
    writer, number = csv.writer(file, lineterminator="\n"), 0
    for row in rows:
        file.write("\n" * (row.number - number - 1))
        writer.writerow(row)
        number = row.number
    file.flush()
    return PlainText(Path(file.name), layout, last=number, kinds=kinds, keeper=file)


def transcode(path: Path, encoding: str, layout: Layout) -> PlainText:
    """Write a text down as UTF-8, its line ends as they are."""
    file = NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".csv")  # noqa: SIM115
    with path.open(encoding=encoding, newline="") as text:
        while part := text.read(BLOCK):
            file.write(part)
    file.flush()
    return PlainText(Path(file.name), layout, keeper=file)
