"""The same rules over what is no running text: the fields of a package, the cells of a table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Any

import yaml

from .checks import END_OF_TEXT
from .finding import Book, Hit, find

# What joins texts that have nothing to do with each other: no rule reaches over it.
_GAP = f"\n{END_OF_TEXT}\n"
_HAN = re.compile("[一-龥]")


@dataclass(frozen=True)
class FieldHit:
    """A hit in a field of a package: `path` leads to it, `label` is what the form calls it."""

    path: tuple[str | int, ...]
    label: str
    hit: Hit


@dataclass(frozen=True)
class CellHit:
    """A hit in a cell; the same cell text further down its column is only counted."""

    row: int
    column: str
    cells: int
    hit: Hit


@dataclass(frozen=True)
class CellHits:
    """What was found in the cells of a table, and whether all of them were read."""

    hits: list[CellHit]
    complete: bool


def find_in_package(
    package: Mapping[str, Any], day: date | None = None, book: Book | None = None
) -> list[FieldHit]:
    """Return what is wrong in the fields that a person fills in, in the order of the form."""
    schema = _schema(package.get("type") or "dataset")
    places = [
        *_filled_in(schema["dataset_fields"], package, (), ""),
        *(
            place
            for number, resource in enumerate(package.get("resources") or ())
            for place in _filled_in(
                schema["resource_fields"],
                resource,
                ("resources", number),
                f"数据资源“{resource.get('name') or number + 1}”的",
            )
        ),
    ]
    hits = _find_in_texts([text for _, _, text in places], day, book)
    return [FieldHit(*places[number][:2], hit) for number, hit in hits]


def find_in_rows(
    columns: Sequence[str],
    rows: Iterable[tuple[int, Sequence[object]]],
    *,
    characters: int,
    day: date | None = None,
    book: Book | None = None,
) -> CellHits:
    """Return what is wrong in the Chinese cells of a table, reading so many characters at most.

    `rows` are numbered as in the file. A text is read once for each column, however often it stands
    there.
    """
    first: dict[tuple[int, str], int] = {}
    counts: dict[tuple[int, str], int] = {}
    read, complete = 0, True
    for number, row in rows:
        for key in _chinese(row):
            counts[key] = counts.get(key, 0) + 1
            if counts[key] == 1:
                first[key] = number
                read += len(key[1])
        if read >= characters:
            complete = False
            break
    keys = list(first)
    hits = _find_in_texts([text for _, text in keys], day, book)
    found = [
        CellHit(first[keys[place]], columns[keys[place][0]], counts[keys[place]], hit)
        for place, hit in hits
    ]
    return CellHits(found, complete)


def _chinese(row: Sequence[object]) -> Iterator[tuple[int, str]]:
    for column, cell in enumerate(row):
        if isinstance(cell, str) and _HAN.search(cell):
            yield column, cell


def _find_in_texts(
    texts: list[str], day: date | None, book: Book | None
) -> Iterator[tuple[int, Hit]]:
    """Yield each hit with the number of its text, its place counted within that text."""
    starts = [*accumulate((len(text) + len(_GAP) for text in texts), initial=0)]
    for hit in find(_GAP.join(texts), day, book):
        number = bisect_right(starts, hit.start) - 1
        text, start = texts[number], hit.start - starts[number]
        if start + len(hit.found) <= len(text):
            yield number, hit.moved(start, text.count("\n", 0, start) + 1)


Place = tuple[tuple[str | int, ...], str, str]


def _filled_in(
    fields: list[dict[str, Any]],
    values: Mapping[str, Any],
    path: tuple[str | int, ...],
    within: str,
) -> Iterator[Place]:
    for field in fields:
        name, label = field["field_name"], within + field.get("label", field["field_name"])
        value = values.get(name)
        if isinstance(value, str):
            yield (*path, name), label, value
        elif isinstance(value, list) and "repeating_subfields" in field:
            for number, entry in enumerate(value):
                subfields, place = field["repeating_subfields"], (*path, name, number)
                yield from _filled_in(subfields, entry, place, f"{label} {number + 1} 的")


@cache
def _schema(kind: str) -> dict[str, Any]:
    text = files("ckanext.ankang.schemas").joinpath(f"{kind}.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
