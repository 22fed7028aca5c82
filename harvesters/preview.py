"""A dry run of one source: what would come in, and what its source.yaml does not explain."""

import os
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from harvesters.engine import Engine
from harvesters.records import Failure, Outcome, Unchanged

FIRST = 20
WIDTHS = (24, 44, 8)


def preview(directory: Path, places: Mapping[str, str] | None = None) -> str:
    """A table of the first items of a source, and the reasons of those that fail."""
    # Loaded here: without it a source can still be read and its list shown by other tools.
    from ckanext.ankang.catalogue.vocabularies import fold

    engine = Engine(directory, fold, places if places is not None else places_from_environment())
    listing = engine.listing()
    first = replace(listing, entries=list(islice(listing.entries, FIRST)))
    with tempfile.TemporaryDirectory() as folder:
        outcomes = list(engine.records(first, Path(folder)))
    lines = [
        f"来源：{engine.source.title}（{engine.source.name}）",
        f"列出 {len(listing.entries)} 项，试读前 {len(outcomes)} 项",
    ]
    if listing.fault:
        lines.append(f"列表不完整：{listing.fault}")
    lines += [f"提示：{warning}" for warning in listing.warnings]
    lines += [_row("标识", "名称", "文件", "结果"), *map(_outcome, outcomes)]
    return "\n".join(lines)


def places_from_environment() -> dict[str, str]:
    """Places given as ANKANG_DEMONSTRATION_URL, for use with no portal running."""
    address = os.environ.get("ANKANG_DEMONSTRATION_URL", "")
    return {"demonstration": address} if address else {}


def _outcome(outcome: Outcome) -> str:
    if isinstance(outcome, Failure):
        return _row(outcome.identifier, outcome.title, "－", outcome.reason)
    if isinstance(outcome, Unchanged):
        return _row(outcome.identifier, outcome.title, "－", "没有变化")
    formats = "、".join(sorted({file.format for file in outcome.attachments}))
    return _row(outcome.identifier, outcome.title, formats, "可以入库")


def _row(*cells: str) -> str:
    padded = [_padded(cell, width) for cell, width in zip(cells[:-1], WIDTHS, strict=True)]
    return "  ".join([*padded, cells[-1]])


def _padded(text: str, width: int) -> str:
    """Text cut and filled to a width at which Chinese characters count twice."""
    shown = ""
    for character in text:
        if _width(shown + character) > width:
            break
        shown += character
    return shown + " " * (width - _width(shown))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
