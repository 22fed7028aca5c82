"""Text written anew in plain form in a temporary file, for what is not plain text as it stands."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from .plain import Layout, PlainText, Row, Run

BLOCK = 1 << 20


def spool(pieces: Iterable[Run | Row], layout: Layout, kinds: tuple[str, ...] = ()) -> PlainText:
    """Write rows down, each at its number; the file goes with the last use of the text.

    Runs are copied as they stand: they must be of the same delimiter.
    """
    # Kept open as long as the text lives: closing is what removes the file.
    file = NamedTemporaryFile("wb", suffix=".csv")  # noqa: SIM115
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    # With CR LF as its end the csv module quotes a lone CR as well.
    writer = csv.writer(text, delimiter=layout.delimiter, lineterminator="\r\n")
    number = 0
    for piece in pieces:
        first = piece.first if isinstance(piece, Run) else piece.number
        text.write("\n" * (first - number - 1))
        if isinstance(piece, Run):
            text.flush()
            file.write(piece.data)
            number = first + len(piece) - 1
        else:
            writer.writerow(piece)
            number = first
    text.flush()
    # Or the end of the wrapper would be the end of the file.
    text.detach()
    return PlainText(Path(file.name), layout, last=number, kinds=kinds, keeper=file)


def transcode(path: Path, encoding: str, layout: Layout) -> PlainText:
    """Write a text down as UTF-8, its line ends as they are."""
    file = NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".csv")  # noqa: SIM115
    with path.open(encoding=encoding, newline="") as text:
        while part := text.read(BLOCK):
            file.write(part)
    file.flush()
    return PlainText(Path(file.name), layout, keeper=file)
