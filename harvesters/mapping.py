"""Labelled values to fields, strictly: mapped, ignored by name, or an error with its place."""

import re
import unicodedata
from datetime import date
from typing import Any

from harvesters.errors import MissingValue, UnknownField, UnknownValue
from harvesters.records import Item
from harvesters.source import FieldRule, Fold, Source

DAY = re.compile(
    r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?:[ T]\d{2}:\d{2}(?::\d{2})?)?"
)
# Control characters and the marks that turn the direction of text: PostgreSQL refuses NUL,
# and the rest lets a title look like another one.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clean(text: str) -> str:
    """Text without control characters and outer space, composed (NFC)."""
    return unicodedata.normalize("NFC", UNWANTED.sub("", text)).strip()


def fields_of(source: Source, identifier: str, item: Item, fold: Fold) -> dict[str, Any]:
    """The fields of a record; everything the item says must be explained by the source."""
    values = {clean(label): clean(value) for label, value in item.values.items()}
    used = {label for rule in source.fields.values() for label in rule.origins}
    for label in values.keys() - used - set(source.ignore):
        raise UnknownField(source=source.name, item=identifier, field=label, value=values[label])
    fields: dict[str, Any] = {"owner_org": source.department}
    for name, rule in source.fields.items():
        value = _value(source, identifier, name, rule, values, fold)
        if value:
            fields[name] = value
    return fields


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
    except ValueError as error:
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
    if rule.form == "compact":
        return re.sub(r"\s+", "", text)
    if rule.form == "list":
        parts = re.split(f"[{re.escape(rule.separators)}]", text)
        return [part.strip() for part in parts if part.strip()]
    return text


def day(text: str) -> str:
    """A day as 2022-07-13, from the ways in which departments write it."""
    found = DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} 不是日期")
    return date(*(int(part) for part in found.groups())).isoformat()
