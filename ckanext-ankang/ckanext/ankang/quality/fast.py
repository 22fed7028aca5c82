"""Rows proved clean without Frictionless: only those that may have an error go through it.

The slow way is the meaning; this only saves it work (limits.md A). A run of rows was proved to have
the right cells of the right types; what a schema or a checklist asks beyond that has a fast form,
which names the places in a run that must be judged row by row.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from math import inf
from typing import Protocol, runtime_checkable

from frictionless import Check, Checklist, Field, FrictionlessException, Schema
from frictionless.resources import TableResource

from ..fence import report_progress
from ..tables import Row, Table
from ..tables.plain import ANYTHING, Broken, Run, scan
from .keys import doubled_rows
from .privacy import PrivacyScan

# What an entry of a schema may say without asking anything of a cell.
DESCRIPTIVE = {
    "name",
    "type",
    "title",
    "description",
    "example",
    "rdfType",
    "unit",
    "constraints",
    "missingValues",
}
BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
# The kinds of proved cells that a bare field of a type takes.
TAKEN = {"integer": {"integer"}, "number": {"integer", "number"}, "date": {"date"}}
# Whether a value fits costs a microsecond; as many answers are kept a column.
REMEMBERED = 100_000


@runtime_checkable
class FastForm(Protocol):
    """What a check has besides `validate_row`, so that not every row need go through it."""

    def suspects(self, run: Run, titles: Sequence[str]) -> Iterable[int]:
        """The places in a run that `validate_row` may fault; it would fault no other."""


@runtime_checkable
class Gathering(Protocol):
    """A check that tells at the end what all rows together show."""

    def absorb(self, run: Run, titles: Sequence[str], left_out: Set[int]) -> None:
        """Take in all rows of a run but those left out, as `validate_row` would."""


def fast_forms(table: Table, schema: Schema, checklist: Checklist) -> list[FastForm] | None:
    """The fast form of all that is asked of a row; None where something asked has none."""
    fields = _expected(table, schema)
    checks = [check for check in checklist.checks if _looks_at_rows(check)]
    if fields is None or schema.foreign_keys:
        return None
    if not all(isinstance(check, FastForm) or check.type == "duplicate-row" for check in checks):
        return None
    kinds = table.plain.kinds or (ANYTHING,) * len(fields)
    forms: list[FastForm] = [
        (_Numbers if _asks_for_a_range(kind, field) else _Cells)(place, field)
        for place, (kind, field) in enumerate(zip(kinds, fields, strict=True))
        if _asks(kind, field)
    ]
    if doubled := doubled_rows(table, fields, schema, checks):
        forms.append(_Rows(doubled))
    missing = set(fields[0].missing_values)
    if any(set(field.missing_values) - {""} for field in fields):
        forms.append(_Missing(missing | {""}))
    return [*forms, *(check for check in checks if isinstance(check, FastForm))]


class Suspects:
    """The rows that may have an error, in the order of the file; `proved` counts the others.

    The first row is always among them, so that a table with rows is never taken for an empty one.
    """

    def __init__(self, table: Table, forms: list[FastForm], privacy: PrivacyScan) -> None:
        self.proved = 0
        self._table, self._forms, self._privacy = table, forms, privacy
        self._gathering = [form for form in forms if isinstance(form, Gathering)]
        self._places = [form.place for form in forms if isinstance(form, _Cells)]
        self._titles = [column.title for column in table.columns]

    def __iter__(self) -> Iterator[Row]:
        first = True
        for found in scan(self._table.plain):
            if isinstance(found, Broken):
                continue
            if isinstance(found, Run):
                yield from self._suspects(found, {0} if first else set())
            else:
                self._privacy.see(found.number, found)
                yield found
            first = False

    def _suspects(self, run: Run, places: set[int]) -> Iterator[Row]:
        self._privacy.see_run(run)
        # Taken apart once for all who ask for some of them.
        run.columns(self._places)
        for form in self._forms:
            places.update(form.suspects(run, self._titles))
        for gathering in self._gathering:
            gathering.absorb(run, self._titles, places)
        self.proved += len(run) - len(places)
        report_progress(self.proved, self._table.facts["rows"])
        if places:
            yield from run.rows(sorted(places))


class _Cells:
    """The cells of one column that their field does not take, found value by value."""

    def __init__(self, place: int, field: Field) -> None:
        self.place, self.read = place, field.create_cell_reader()
        self.known: dict[bytes, bool] = {}

    def suspects(self, run: Run, _titles: Sequence[str]) -> Iterable[int]:
        cells = run.column(self.place)
        bad = {cell for cell in set(cells) if not self._fits(cell)}
        return [place for place, cell in enumerate(cells) if cell in bad] if bad else ()

    def _fits(self, cell: bytes) -> bool:
        if cell not in self.known:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            _value, notes = self.read(cell.decode() or None)
            self.known[cell] = not notes
        return self.known[cell]


class _Numbers(_Cells):
    """Proved numbers: only those outside of the bounds, or equal to one, are looked at closer."""

    def __init__(self, place: int, field: Field) -> None:
        super().__init__(place, field)
        bound = {name: float(field.constraints[name]) for name in BOUNDS & set(field.constraints)}
        self.low = max(bound.get("minimum", -inf), bound.get("exclusiveMinimum", -inf))
        self.high = min(bound.get("maximum", inf), bound.get("exclusiveMaximum", inf))

    def suspects(self, run: Run, _titles: Sequence[str]) -> Iterable[int]:
        low, high = self.low, self.high
        cells = run.column(self.place)
        near = {cell for cell in cells if not (cell and low < float(cell) < high)}
        bad = {cell for cell in near if not self._fits(cell)}
        return [place for place, cell in enumerate(cells) if cell in bad] if bad else ()


class _Rows:
    """Rows known by their numbers."""

    def __init__(self, numbers: Set[int]) -> None:
        self.numbers = sorted(numbers)

    def suspects(self, run: Run, _titles: Sequence[str]) -> Iterable[int]:
        start = bisect_left(self.numbers, run.first)
        stop = bisect_left(self.numbers, run.first + len(run))
        return [number - run.first for number in self.numbers[start:stop]]


class _Missing:
    """Rows that begin with a missing value: all their cells may be missing."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = {value.encode() for value in missing}

    def suspects(self, run: Run, _titles: Sequence[str]) -> Iterable[int]:
        return [place for place, cell in enumerate(run.column(0)) if cell in self.missing]


def _expected(table: Table, schema: Schema) -> list[Field] | None:
    """The field that Frictionless pairs with each column; None where the header is at fault."""
    titles = [column.title for column in table.columns]
    try:
        with TableResource(data=[titles], schema=schema.to_copy()) as resource:
            fields: list[Field] = resource.header.get_expected_fields()
            return fields if resource.header.valid and len(fields) == len(titles) else None
    except FrictionlessException:
        return None


def _looks_at_rows(check: Check) -> bool:
    return type(check).validate_row is not Check.validate_row


def _asks(kind: str, field: Field) -> bool:
    """Whether a field asks more of a cell than its column was proved to have."""
    described = {key for key in field.to_descriptor() if not key.startswith("ankang:")}
    if field.constraints.keys() - {"unique"} or described - DESCRIPTIVE:
        return True
    return kind not in TAKEN.get(field.type, ()) and field.type not in ("string", "any")


def _asks_for_a_range(kind: str, field: Field) -> bool:
    """Whether all that a field asks of a proved number is to lie between bounds."""
    bare = set(field.to_descriptor()) <= DESCRIPTIVE and kind in TAKEN.get(field.type, ())
    bounds = [v for name, v in field.constraints.items() if name in BOUNDS and type(v) is not bool]
    numbers = len(bounds) == len(field.constraints) and all(
        isinstance(v, int | float) for v in bounds
    )
    return bare and numbers and field.type in ("integer", "number")
