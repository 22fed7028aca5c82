"""Labelled values to fields, strictly: mapped, ignored by name, or an error with its place."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from harvesters.errors import DropItem, MissingValue, Unexplained, UnknownField, UnknownValue
from harvesters.records import Item
from harvesters.source import FieldRule, Fold, Source

DAY = re.compile(
    r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
)
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
ZONED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})")
# What .NET's old serialisers make of a moment; the zone behind it says how it was shown, not when it was.
MICROSOFT = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
EPOCH = re.compile(r"-?\d{1,11}|-?\d{12,14}")
CHINA = timezone(timedelta(hours=8))
EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)
# Control characters and the marks that turn the direction of text: PostgreSQL refuses NUL,
# and the rest lets a title look like another one.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clean(text: str) -> str:
    """Text without control characters and outer space, composed (NFC)."""
    return unicodedata.normalize("NFC", UNWANTED.sub("", text)).strip()


def fields_of(source: Source, identifier: str, item: Item, fold: Fold) -> dict[str, Any]:
    """The fields of a record; everything the item says must be explained by the source."""
    values = {clean(label): clean(value) for label, value in item.values.items()}
    problems: list[DropItem] = list(_unknown(source, identifier, values))
    fields: dict[str, Any] = {"owner_org": source.department}
    for name, rule in source.fields.items():
        try:
            value = _value(source, identifier, name, rule, values, fold)
        except DropItem as problem:
            problems.append(problem)
            continue
        if value:
            fields[name] = value
    if problems:
        raise problems[0] if len(problems) == 1 else Unexplained(tuple(problems))
    return fields


def _unknown(source: Source, identifier: str, values: dict[str, str]) -> Iterator[DropItem]:
    """Labels that the source neither maps nor ignores; ignoring `a` ignores `a.b`, too."""
    used = {label for rule in source.fields.values() for label in rule.origins}
    ignored = set(source.ignore)
    for label in values.keys() - used:
        parts = label.split(".")
        if not ignored & {".".join(parts[:n]) for n in range(1, len(parts) + 1)}:
            yield UnknownField(
                source=source.name, item=identifier, field=label, value=values[label]
            )


# Days of which the first comes before the second, and what is wrong if not.
ORDER = (
    ("date_issued", "date_published", "成文日期 {0} 晚于公布日期 {1}"),
    ("date_issued", "date_effective", "成文日期 {0} 晚于施行日期 {1}"),
    ("covers_from", "covers_to", "时间范围起 {0} 晚于时间范围止 {1}"),
)
PAST = {"data_updated": "数据更新日期", "date_issued": "成文日期", "date_published": "公布日期"}


def warnings_of(fields: dict[str, Any], today: date) -> Iterator[str]:
    """What a person should look at in fields that can be used: days out of order or to come."""
    for first, second, template in ORDER:
        if first in fields and second in fields and fields[first] > fields[second]:
            yield template.format(fields[first], fields[second])
    for name, label in PAST.items():
        if name in fields and fields[name] > today.isoformat():
            yield f"{label} {fields[name]} 在将来"


def _value(
    source: Source, item: str, name: str, rule: FieldRule, values: dict[str, str], fold: Fold
) -> Any:
    """One field of one item."""
    text = rule.value
    if text is None:
        found = [values.get(label, "") for label in rule.origins]
        if not all(found):
            if rule.optional:
                return None
            raise MissingValue(source=source.name, item=item, field="、".join(rule.origins))
        text = " ".join(found)
    try:
        return _formed(rule, _folded(rule, _looked_up(rule, text), fold))
    except (ValueError, OverflowError) as error:
        field = "、".join(rule.origins) or name
        raise UnknownValue(source=source.name, item=item, field=field, value=text) from error


def _looked_up(rule: FieldRule, text: str) -> str:
    """The value behind a spelling, by the source's own table or patterns."""
    if rule.values is not None:
        if text not in rule.values:
            raise ValueError(text)
        return rule.values[text]
    if rule.patterns is not None:
        for pattern, value in rule.patterns.items():
            if re.search(pattern, text):
                return value
        raise ValueError(text)
    return text


def _folded(rule: FieldRule, text: str, fold: Fold) -> str:
    """The code behind a spelling, by a vocabulary of the portal."""
    return fold(rule.vocabulary, text) if rule.vocabulary else text


def _formed(rule: FieldRule, text: str) -> str | list[str]:
    """The text as a date, without its spaces, or as a list."""
    if rule.form == "date":
        return day(text)
    if rule.form == "epoch":
        return epoch_day(text)
    if rule.form == "compact":
        return re.sub(r"\s+", "", text)
    if rule.form == "list":
        parts = re.split(f"[{re.escape(rule.separators)}]", text)
        return [part.strip() for part in parts if part.strip()]
    return text


def day(text: str) -> str:
    """A day as 2022-07-13, from the ways in which departments write it; moments are China's."""
    if ZONED.fullmatch(text):
        return datetime.fromisoformat(text).astimezone(CHINA).date().isoformat()
    if moment := MICROSOFT.fullmatch(text):
        return _day_of(int(moment[1]) / 1000)
    found = DAY.fullmatch(text) or COMPACT_DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} 不是日期")
    return date(*(int(part) for part in found.groups())).isoformat()


def epoch_day(text: str) -> str:
    """The day of a moment counted since 1970: up to eleven digits are seconds, more milliseconds."""
    if not EPOCH.fullmatch(text):
        raise ValueError(f"{text} 不是时间戳")
    return _day_of(int(text) / (1 if len(text.lstrip("-")) <= 11 else 1000))


def _day_of(seconds: float) -> str:
    return (EPOCH_START + timedelta(seconds=seconds)).astimezone(CHINA).date().isoformat()
