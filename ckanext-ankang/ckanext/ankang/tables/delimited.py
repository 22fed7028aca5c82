"""Rows of a text file: which delimiter parts its cells, and where its quoting breaks."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from .limits import Limits
from .plain import Row
from .table import Damage

DELIMITERS = ",\t;|"
SAMPLE = 200
UNCLOSED = "引号从这一行打开后一直没有关闭，后面的内容无法分行。请补上引号，或重新导出。"
MISPLACED = "引号后面紧跟着别的文字，单元格的边界无法确定。单元格里的引号要写成两个引号。"
TOO_LONG = "有一个单元格超过长度上限，多半是前面少了一个引号。"


def raw_rows(
    path: Path, encoding: str, delimiter: str, damages: list[Damage], limits: Limits
) -> Iterator[Row]:
    """The records as they stand, numbered as a spreadsheet shows them; broken ones are named."""
    csv.field_size_limit(limits.cell_characters)
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                damages.append(damage(number, str(error)))
                continue
            yield Row(number, [cell or None for cell in cells])


def detect_delimiter(path: Path, encoding: str, limits: Limits) -> str:
    """The delimiter that parts most rows into the same number of cells, at least two."""

    def rank(delimiter: str) -> tuple[float, int]:
        damages: list[Damage] = []
        rows = islice(raw_rows(path, encoding, delimiter, damages, limits), SAMPLE)
        widths = Counter(len(row) for row in rows if any(row))
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (count / (widths.total() + len(damages)) if width > 1 else 0.0, width)

    ranks = {delimiter: rank(delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: ranks[delimiter])
    return best if ranks[best][0] >= 0.3 else ","


def ends_with_newline(path: Path) -> bool:
    """Whether the last line was finished; a file cut off in transfer rarely is."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 4))
        return stream.read().rstrip(b"\x00").endswith((b"\n", b"\r"))


def damage(number: int, message: str) -> Damage:
    """What the csv module could not take apart, as a place and a sentence."""
    if "unexpected end" in message:
        return Damage(number, "unclosed-quote", UNCLOSED)
    if "field larger" in message:
        return Damage(number, "oversized-cell", TOO_LONG)
    return Damage(number, "misplaced-quote", MISPLACED)
