"""The table a run ends with (pure)."""

import unicodedata
from collections.abc import Sequence
from typing import Any

HEADER = ("来源", "发现", "发布", "暂缓", "暂缓的条目及原因")


def summary(results: Sequence[dict[str, Any]]) -> str:
    """Source, found, published, held back and why, one source after the other."""
    rows = [HEADER]
    for result in results:
        held = result["held"]
        reasons = [f"{item['title']}：{item['reason']}" for item in held]
        if result["error"]:
            reasons.insert(0, result["error"])
        elif result["state"] not in ("finished", "failed"):
            reasons.insert(0, "尚未完成")
        first, *others = reasons or [""]
        counts = (str(result["found"]), str(result["published"]), str(len(held)))
        rows.append((result["title"], *counts, first))
        rows += [("", "", "", "", reason) for reason in others]
    widths = [max(map(_width, column)) for column in list(zip(*rows, strict=True))[:-1]]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)]
    return "  ".join([*cells, row[-1]]).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
