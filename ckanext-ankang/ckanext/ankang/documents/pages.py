"""The pages of an original as pictures, made in the fence: what stands beside the text (pure)."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from .text.reading.children import run_tool
from .text.reading.office import convert

# Read at a desk: sharp enough to compare characters and seals, 100 to 300 KB a page.
DOTS_PER_INCH = "110"


def count(path: str, written_bytes: int) -> int:
    """How many pages a PDF has; raises DamagedDocument."""
    with TemporaryDirectory(prefix="pages-") as folder:
        printed = run_tool(["pdfinfo", path], Path(folder), Path(path).name, written_bytes)
    pairs = (line.partition(":") for line in printed.splitlines())
    return next((int(value) for key, _, value in pairs if key.strip() == "Pages"), 0)


def print_office(path: str, name: str, target: str, written_bytes: int) -> None:
    """Print a file of an office program as a PDF; raises DamagedDocument."""
    with TemporaryDirectory(prefix="pages-") as folder:
        shutil.copyfile(convert(Path(path), name, Path(folder), written_bytes, "pdf"), target)


def draw(path: str, target: str, number: int, written_bytes: int) -> None:
    """Draw one page to `target`.png; raises DamagedDocument."""
    page = str(number)
    command = ["pdftoppm", "-png", "-singlefile", "-r", DOTS_PER_INCH, "-f", page, "-l", page]
    with TemporaryDirectory(prefix="pages-") as folder:
        run_tool([*command, path, target], Path(folder), Path(path).name, written_bytes)
