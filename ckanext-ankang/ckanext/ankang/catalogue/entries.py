"""What an entry of the catalogue must say beyond its single fields (pure)."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from ckanext.ankang.catalogue import reexamination
from ckanext.ankang.catalogue.days import day_of
from ckanext.ankang.catalogue.vocabularies import UnknownValue, fold, label

Package = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Problem:
    """What is wrong with an entry, at which field, as a sentence that the doors translate."""

    field: str
    template: str
    fields: dict[str, str] = dataclasses.field(default_factory=dict)


def problems(package: Package, today: date) -> list[Problem]:
    """Return everything that keeps a dataset out of the catalogue, in the order of the form."""
    entry = {**package, "openness": _folded("openness", package.get("openness"))}
    return [problem for rule in _RULES for problem in rule(entry, today)]


def _folded(vocabulary: str, value: Any) -> str:
    # A word that no list holds is refused by the field itself.
    try:
        return fold(vocabulary, str(value or ""))
    except UnknownValue:
        return ""


def _conditional(entry: Package, today: date) -> Iterator[Problem]:
    if entry["openness"] == "conditional" and not entry.get("openness_condition"):
        yield Problem("openness_condition", "有条件开放的数据集没有写开放条件。请填写“开放条件”。")


def _closed(entry: Package, today: date) -> Iterator[Problem]:
    if entry["openness"] != "closed":
        return
    grounds = entry.get("openness_grounds") or []
    if not any(ground.get("document") and ground.get("article") for ground in grounds):
        sentence = "不予开放的数据集没有依据。请在“依据”里填写文件和条款。"
        yield Problem("openness_grounds", sentence)
    if not entry.get("openness_reason") and not any(ground.get("ground") for ground in grounds):
        sentence = "不予开放的数据集没有理由。请填写“不予开放理由”，或选“依据种类”。"
        yield Problem("openness_reason", sentence)
    if reexamination.is_overdue(entry, today) and not entry.get("withdrawn"):
        sentence = (
            "这个不予开放的数据集已超过一年没有复审（应在 {day} 前）。请复审后填写“复审日期”。"
        )
        yield Problem("reexamined_on", sentence, {"day": str(reexamination.due(entry))})


def _without_files(entry: Package, today: date) -> Iterator[Problem]:
    if entry["openness"] not in ("conditional", "closed"):
        return
    for resource in entry.get("resources") or []:
        if resource.get("version_id") or resource.get("url"):
            sentence = "{openness}的数据集只公开目录，不能带文件或链接。请移除数据资源“{name}”。"
            name = str(resource.get("name") or resource.get("id") or "")
            openness = label("openness", entry["openness"])
            yield Problem("resources", sentence, {"openness": openness, "name": name})


def _sharing(entry: Package, today: date) -> Iterator[Problem]:
    limited = _folded("sharing_types", entry.get("sharing_type")) in ("conditional", "closed")
    if limited and not entry.get("sharing_condition"):
        sentence = "有条件共享或不予共享没有写条件或依据。请填写“共享条件”。"
        yield Problem("sharing_condition", sentence)


# The two days of a span and what they are called.
_SPANS = (
    ("covers_from", "时间范围起", "covers_to", "时间范围止"),
    ("formed_on", "信息形成日期", "changed_on", "信息变更日期"),
)
_PAST = {
    "formed_on": "信息形成日期",
    "changed_on": "信息变更日期",
    "original_published": "原发布日期",
    "reexamined_on": "复审日期",
}


def _dates(entry: Package, today: date) -> Iterator[Problem]:
    for first, first_label, last, last_label in _SPANS:
        begun, ended = day_of(entry.get(first)), day_of(entry.get(last))
        if begun and ended and begun > ended:
            sentence = "“{last}”（{ended}）早于“{first}”（{begun}）。请改正其中一个。"
            labels = {"first": first_label, "last": last_label}
            yield Problem(last, sentence, {**labels, "begun": str(begun), "ended": str(ended)})
    for name, title in _PAST.items():
        if (day := day_of(entry.get(name))) and day > today:
            sentence = "“{title}”（{day}）还没有到。请改为已经过去的日期。"
            yield Problem(name, sentence, {"title": title, "day": str(day)})
    if entry.get("original_published") and not entry.get("original_published_evidence"):
        sentence = "填了原发布日期，没有写依据。请填写“原发布日期依据”。"
        yield Problem("original_published_evidence", sentence)


def _related(entry: Package, today: date) -> Iterator[Problem]:
    for number, other in enumerate(entry.get("related_resources") or [], 1):
        if not other.get("code") and not other.get("title"):
            sentence = "第 {number} 个关联资源没有代码也没有名称。请至少填写一项，或移除这一项。"
            yield Problem("related_resources", sentence, {"number": str(number)})


_RULES: tuple[Callable[[Package, date], Iterator[Problem]], ...] = (
    _conditional,
    _closed,
    _without_files,
    _sharing,
    _dates,
    _related,
)
