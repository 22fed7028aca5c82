"""The header of a document as its page shows it, by the groups of its schema (pure)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Field = dict[str, Any]
# The words of a value of a field: the label of a code, a day as people write it.
Words = Callable[[Field, str], str]

# What every document has: shown as unknown where it is empty, for nobody knows it, not for want of it.
ALWAYS = ("document_number", "issuer", "date_published", "date_effective", "contact_phone")


@dataclass(frozen=True)
class Line:
    """One field with its value; an empty value is not known."""

    label: str
    value: str


def groups(
    fields: Iterable[Field], package: Mapping[str, Any], words: Words
) -> dict[str, list[Line]]:
    """The fields that say something, under the headings of the form, in its order."""
    found: dict[str, list[Line]] = {}
    for field in fields:
        if (group := field.get("ankang_group")) and (line := _line(field, package, words)):
            found.setdefault(group, []).append(line)
    return found


def _line(field: Field, package: Mapping[str, Any], words: Words) -> Line | None:
    value = package.get(field["field_name"])
    if not value:
        return Line(field["label"], "") if field["field_name"] in ALWAYS else None
    if "repeating_subfields" in field:
        rows = (_row(field["repeating_subfields"], row, words) for row in value)
        return Line(field["label"], "；".join(row for row in rows if row))
    return Line(field["label"], words(field, str(value)))


def _row(fields: Iterable[Field], row: Mapping[str, Any], words: Words) -> str:
    return "，".join(_said(fields, row, words))


def _said(fields: Iterable[Field], row: Mapping[str, Any], words: Words) -> Iterator[str]:
    for field in fields:
        if value := row.get(field["field_name"]):
            yield words(field, str(value))
