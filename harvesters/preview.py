"""A dry run of one source: what would come in, and what its source.yaml does not explain."""

import os
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from gettext import gettext as _
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
        _("来源：{title}（{name}）").format(title=engine.source.title, name=engine.source.name),
        _("列出 {count} 项，试读前 {read} 项").format(
            count=len(listing.entries), read=len(outcomes)
        ),
    ]
    if listing.fault:
        lines.append(_("列表不完整：{fault}").format(fault=listing.fault))
    lines += [_("提示：{warning}").format(warning=warning) for warning in listing.warnings]
    lines.append(_row(_("标识"), _("名称"), _("文件"), _("结果")))
    lines += [_outcome(one, published) for one in outcomes]
    lines += _gaps(outcomes)
    if published is not None and listing.complete:
        lines.append(_vanished(published, listing))
    return "\n".join(lines)


def _vanished(published: Mapping[str, str], listing: Listing) -> str:
    gone = set(published) - {entry.identifier for entry in listing.entries}
    return _("平台上已发布而来源不再列出：{count} 项").format(count=len(gone))


def _gaps(outcomes: list[Outcome]) -> list[str]:
    """What source.yaml does not explain, each once with the number of items that say it."""
    failed = [o.error for o in outcomes if isinstance(o, Failure) and o.error]
    problems = [p for e in failed for p in (e.problems if isinstance(e, Unexplained) else (e,))]
    counted = Counter(_gap(problem) for problem in problems if isinstance(problem, GAPS))
    if not counted:
        return []
    return [_("source.yaml 还没有说明的："), *(_told(*one) for one in counted.most_common())]


def _told(gap: Gap, count: int) -> str:
    reason, name, value = gap
    sentence = _("  {reason}：“{name}”的值“{value}”（{count} 项）")
    if not value:
        sentence = _("  {reason}：“{name}”（{count} 项）")
    return sentence.format(reason=_(reason), name=name, value=value, count=count)


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
        return _row(outcome.identifier, outcome.title, "－", _("没有变化"))
    formats = "、".join(sorted({file.format for file in outcome.attachments}))
    verdict = "；".join([_("可以入库"), *_change(outcome, published), *outcome.warnings])
    return _row(outcome.identifier, outcome.title, formats, verdict)


def _change(record: Record, published: Mapping[str, str] | None) -> list[str]:
    """What would happen to it in the portal."""
    if published is None:
        return []
    if record.identifier not in published:
        return [_("新增")]
    same = published[record.identifier] == record.content_hash
    return [_("不变") if same else _("变更")]


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
