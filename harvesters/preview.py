"""A dry run of one source: what would come in, and what its source.yaml does not explain."""

import os
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from harvesters.engine import Engine
from harvesters.errors import HarvestError, MissingValue, Unexplained, UnknownField, UnknownValue
from harvesters.records import Failure, Listing, Outcome, Record, Unchanged

FIRST = 20
WIDTHS = (24, 44, 8)
# What a gap is: who complains, about which field, of which value.
Gap = tuple[str, str, str]


def preview(
    directory: Path,
    places: Mapping[str, str] | None = None,
    published: Mapping[str, str] | None = None,
    **options: Any,
) -> str:
    """A table of the first items of a source, and what its source.yaml does not explain.

    `published` are the content hashes of what the portal has by identifier: with them the table
    also says what would change.
    """
    # Loaded here: without it a source can still be read and its list shown by other tools.
    from ckanext.ankang.catalogue.vocabularies import fold

    places = places if places is not None else places_from_environment()
    engine = Engine(directory, fold, places, **options)
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
    lines += [_row("标识", "名称", "文件", "结果"), *(_outcome(o, published) for o in outcomes)]
    lines += _gaps(outcomes)
    if published is not None and listing.complete:
        lines.append(_vanished(published, listing))
    return "\n".join(lines)


def _vanished(published: Mapping[str, str], listing: Listing) -> str:
    gone = set(published) - {entry.identifier for entry in listing.entries}
    return f"平台上已发布而来源不再列出：{len(gone)} 项"


def _gaps(outcomes: list[Outcome]) -> list[str]:
    """What source.yaml does not explain, each once with the number of items that say it."""
    failed = [o.error for o in outcomes if isinstance(o, Failure) and o.error]
    problems = [p for e in failed for p in (e.problems if isinstance(e, Unexplained) else (e,))]
    counted = Counter(_gap(problem) for problem in problems if isinstance(problem, GAPS))
    if not counted:
        return []
    lines = [
        f"  {reason}：“{name}”{f'的值“{value}”' if value else ''}（{count} 项）"
        for (reason, name, value), count in counted.most_common()
    ]
    return ["source.yaml 还没有说明的：", *lines]


GAPS = (MissingValue, UnknownField, UnknownValue)
REASONS: dict[type[HarvestError], str] = {
    MissingValue: "没有值",
    UnknownField: "字段没有映射，也没有忽略",
    UnknownValue: "值没有对应规则",
}


def _gap(problem: HarvestError) -> Gap:
    value = "" if isinstance(problem, UnknownField) else str(problem.fields.get("value", ""))
    return REASONS[type(problem)], str(problem.fields["field"]), value


def places_from_environment() -> dict[str, str]:
    """Places given as ANKANG_DEMONSTRATION_URL, for use with no portal running."""
    address = os.environ.get("ANKANG_DEMONSTRATION_URL", "")
    return {"demonstration": address} if address else {}


def _outcome(outcome: Outcome, published: Mapping[str, str] | None) -> str:
    if isinstance(outcome, Failure):
        return _row(outcome.identifier, outcome.title, "－", outcome.reason)
    if isinstance(outcome, Unchanged):
        return _row(outcome.identifier, outcome.title, "－", "没有变化")
    formats = "、".join(sorted({file.format for file in outcome.attachments}))
    verdict = "；".join(["可以入库", *_change(outcome, published), *outcome.warnings])
    return _row(outcome.identifier, outcome.title, formats, verdict)


def _change(record: Record, published: Mapping[str, str] | None) -> list[str]:
    """What would happen to it in the portal."""
    if published is None:
        return []
    if record.identifier not in published:
        return ["新增"]
    return ["不变" if published[record.identifier] == record.content_hash else "变更"]


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
