"""The pages of a PDF as pictures, drawn in the fence: an original beside the text it was read into (pure)."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from .text.reading.children import run_tool

# Read at a desk: sharp enough to compare characters and seals, 100 to 300 KB a page.
DOTS_PER_INCH = "110"


def count(path: str, written_bytes: int) -> int:
    """How many pages a PDF has; raises DamagedDocument."""
    with TemporaryDirectory(prefix="pages-") as folder:
        printed = run_tool(["pdfinfo", path], Path(folder), Path(path).name, written_bytes)
    pairs = (line.partition(":") for line in printed.splitlines())
    return next((int(value) for key, _, value in pairs if key.strip() == "Pages"), 0)


def draw(path: str, target: str, number: int, written_bytes: int) -> None:
    """Draw one page to `target`.png; raises DamagedDocument."""
    page = str(number)
    command = ["pdftoppm", "-png", "-singlefile", "-r", DOTS_PER_INCH, "-f", page, "-l", page]
    with TemporaryDirectory(prefix="pages-") as folder:
        run_tool([*command, path, target], Path(folder), Path(path).name, written_bytes)
