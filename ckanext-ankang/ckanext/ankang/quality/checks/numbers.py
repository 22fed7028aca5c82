"""Numbers: how they are written, their units, and sums that must agree."""

import re
from collections.abc import Iterable, Sequence, Set
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import attrs
from frictionless import Check, Error, Field, errors

from ...tables.plain import Run
from ..notes import NAMED_ROWS, Note
from .columns import NAME, NAMES, CellsCheck, ColumnsCheck, Profile, options

CLOCK = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
# What PostgreSQL takes; Frictionless lets `1_000`, `１２` and `NaN` pass (ckan-2.12.md 25).
DATABASE_FORMS = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}", re.ASCII),
    "number": re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII),
    # No offset: a column without a time zone drops it, and another moment is read back.
    "datetime": re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{CLOCK}", re.ASCII),
    "time": re.compile(CLOCK, re.ASCII),
}
# A field with one of these is stored as text, where any form is taken.
PECULIAR = {"decimalChar", "groupChar", "bareNumber"}
TOLERANCE: Profile = {"type": "number", "minimum": 0}
TOTAL = re.compile(r"合\s*计|总\s*计|总\s*数|全市(?:合计|总计)?")
SUBTOTAL = re.compile(r".*小\s*计")
WITH_UNIT = re.compile(r"[-+]?[0-9][0-9,.]*\s*([^\s0-9,.].*)")


class DatabaseValueError(errors.CellError):
    """A number that the database would not take."""

    type = "database-value"
    title = "数的写法不规范"
    description = "这个数含有下划线、全角数字、无穷大等数据库不接受的写法。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，不是规范的数。请只用半角数字和小数点。"


class DatabaseTimeError(errors.CellError):
    """A time that the database would not take, or not give back."""

    type = "database-time"
    title = "时间的写法不规范"
    description = "这个时间带有时区，或者用了数据库不接受的写法。"
    template = (
        "第 {rowNumber} 行“{fieldName}”是“{cell}”，带有时区或写法不规范。"
        "请写北京时间，例如 2024-01-31T08:00:00。"
    )


class PartSumError(errors.CellError):
    """A total that its parts do not make."""

    type = "part-sum"
    title = "合计列与分项不符"
    description = "合计列应等于各分项之和。"
    template = "第 {rowNumber} 行“{fieldName}”是“{cell}”，{note}"


class TotalRowError(errors.RowError):
    """A total row that the rows do not make."""

    type = "total-row"
    title = "合计行与各行不符"
    description = "合计行应等于各行之和。"
    template = "第 {rowNumber} 行是合计，{note}"


@attrs.define(kw_only=True, repr=False)
class database_value(Check):
    """Accept a number or a time only in the forms that the database takes."""

    type = "database-value"
    Errors = [DatabaseValueError, DatabaseTimeError]  # noqa: RUF012
    _forms: dict[str, re.Pattern[str]] | None = attrs.field(init=False, default=None)

    @property
    def forms(self) -> dict[str, re.Pattern[str]]:
        """How the cells of each field must be written that may not be written anyhow."""
        if self._forms is None:
            fields = self.resource.schema.fields
            self._forms = {field.name: form for field in fields if (form := _form(field))}
        return self._forms

    def suspects(self, run: Run, titles: Sequence[str]) -> Iterable[int]:
        forms = self.forms
        places = [
            n
            for n, title in enumerate(titles)
            if title in forms and run.kinds[n] not in DATABASE_FORMS
        ]
        found: set[int] = set()
        for place, cells in zip(places, run.columns(places), strict=True):
            form = forms[titles[place]]
            bad = {
                cell for cell in set(cells) if cell and not form.fullmatch(cell.decode().strip())
            }
            found.update(n for n, cell in enumerate(cells) if cell in bad)
        return found

    def validate_row(self, row: Any) -> Iterable[Error]:
        forms = self.forms
        for place, (field, cell) in enumerate(zip(row.fields, row.cells, strict=False), start=1):
            form = forms.get(field.name)
            # What is missing or of another type is nothing that the database would be given.
            if form is None or not isinstance(cell, str) or row[field.name] is None:
                continue
            if not form.fullmatch(cell.strip()):
                time = field.type in ("datetime", "time")
                error = DatabaseTimeError if time else DatabaseValueError
                # Not `from_row`, which tells the value that was read instead of what is written.
                yield error(
                    note="",
                    cells=[str(one or "") for one in row.cells],
                    row_number=row.row_number,
                    cell=cell,
                    field_name=field.name,
                    field_number=place,
                )


def _form(field: Field) -> re.Pattern[str] | None:
    """How the cells of a field must be written, if not anyhow."""
    if field.format != "default" or PECULIAR & set(field.to_descriptor()):
        return None
    return DATABASE_FORMS.get(field.type)


@attrs.define(kw_only=True, repr=False)
class part_sum(CellsCheck):
    """Hold a column of totals to the sum of its parts, within a tolerance for rounding."""

    type = "part-sum"
    Errors = [PartSumError]  # noqa: RUF012
    error = PartSumError
    naming = ("total_field", "part_fields")
    total_field: str
    part_fields: list[str]
    tolerance: float = 0
    metadata_profile_patch: ClassVar[Profile] = options(
        {"totalField": NAME, "partFields": NAMES}, tolerance=TOLERANCE
    )

    def fault(self, *cells: str) -> str | None:
        numbers = [number_of(cell) for cell in cells]
        if any(number is None for number in numbers):
            return None
        total, *parts = (number for number in numbers if number is not None)
        made = sum(parts, Decimal())
        if abs(total - made) <= Decimal(str(self.tolerance)):
            return None
        names = "”“".join(self.part_fields)
        return f"而“{names}”之和是 {made:f}。请核对各分项和合计。"


@attrs.define(kw_only=True, repr=False)
class total_row(ColumnsCheck):
    """Hold the rows that say 合计 or 总计 in the label column to the sum of the others.

    Subtotals (小计) are neither. `set_aside` are the total rows that reading took out of the
    table: their numbers and cells, in the order of the columns.
    """

    type = "total-row"
    Errors = [TotalRowError]  # noqa: RUF012
    naming = ("label_field", "field_names")
    label_field: str
    field_names: list[str]
    tolerance: float = 0
    set_aside: Sequence[tuple[int, Sequence[str | None]]] = ()
    _sums: dict[str, Decimal] = attrs.field(init=False, factory=dict)
    _totals: list[tuple[int, list[str], dict[str, str | None]]] = attrs.field(
        init=False, factory=list
    )
    metadata_profile_patch: ClassVar[Profile] = options(
        {"labelField": NAME, "fieldNames": NAMES}, tolerance=TOLERANCE
    )

    def can_do_without(self, absent: Set[str]) -> bool:
        """Each column of numbers is checked for itself."""
        self.field_names = [name for name in self.field_names if name not in absent]
        return bool(self.field_names) and self.label_field not in absent

    def suspects(self, run: Run, titles: Sequence[str]) -> Iterable[int]:
        """The total rows, each of which may be faulted once all others have passed."""
        if self.label_field not in titles:
            return ()
        labels = run.column(titles.index(self.label_field))
        totals = {label for label in set(labels) if TOTAL.fullmatch(label.decode().strip())}
        return [place for place, label in enumerate(labels) if label in totals]

    def absorb(self, run: Run, titles: Sequence[str], left_out: Set[int]) -> None:
        columns = self.columns_of(run, titles)
        if columns is None:
            return
        labels, *values = columns
        left = left_out | {
            place for place, label in enumerate(labels) if SUBTOTAL.fullmatch(label.decode())
        }
        for name, cells in zip(self.field_names, values, strict=True):
            for place, cell in enumerate(cells):
                if cell and place not in left:
                    self._add(name, cell.decode())

    def validate_row(self, row: Any) -> Iterable[Error]:
        cells = dict(zip(row.field_names, row.cells, strict=False))
        label = str(cells.get(self.label_field) or "").strip()
        if TOTAL.fullmatch(label):
            self._totals.append((row.row_number, [str(cell or "") for cell in row.cells], cells))
        elif not SUBTOTAL.fullmatch(label):
            for name in self.field_names:
                self._add(name, str(cells.get(name) or ""))
        return ()

    def validate_end(self) -> Iterable[Error]:
        names = [field.name for field in self.resource.schema.fields]
        for number, row in self.set_aside:
            cells = dict(zip(names, row, strict=False))
            if TOTAL.fullmatch(str(cells.get(self.label_field) or "").strip()):
                self._totals.append((number, [cell or "" for cell in row], cells))
        for number, shown, cells in self._totals:
            for name in self.field_names:
                total, made = number_of(cells.get(name)), self._sums.get(name, Decimal())
                if total is not None and abs(total - made) > Decimal(str(self.tolerance)):
                    note = f"“{name}”写的是 {total:f}，而各行之和是 {made:f}。请核对。"
                    yield TotalRowError(note=note, cells=shown, row_number=number)

    def _add(self, name: str, cell: str) -> None:
        if (number := number_of(cell)) is not None:
            self._sums[name] = self._sums.get(name, Decimal()) + number


@attrs.define(kw_only=True, repr=False)
class mixed_units(ColumnsCheck):
    """Note a column whose numbers carry different units: 12 万元 beside 12 元."""

    type = "mixed-units"
    field_name: str
    _rows: dict[str, list[int]] = attrs.field(init=False, factory=dict)
    metadata_profile_patch: ClassVar[Profile] = options({"fieldName": NAME})

    def suspects(self, _run: Run, _titles: Sequence[str]) -> Iterable[int]:
        return ()

    def absorb(self, run: Run, titles: Sequence[str], left_out: Set[int]) -> None:
        for cells in self.columns_of(run, titles) or []:
            for place, cell in enumerate(cells):
                if place not in left_out:
                    self._see(run.first + place, cell.decode())

    def validate_row(self, row: Any) -> Iterable[Error]:
        if cells := self.written(row):
            self._see(row.row_number, cells[0])
        return ()

    def notes(self) -> Iterable[Note]:
        if len(self._rows) < 2:
            return
        first = sorted((rows[0], unit) for unit, rows in self._rows.items())
        places = "、".join(f"“{unit}”（第 {row} 行起）" for row, unit in first)
        sentence = f"“{self.field_name}”列混用了不同的单位：{places}。请统一单位，并写在列名里。"
        rows = tuple(row for row, _ in first)
        yield Note(self.type, sentence, self.field_name, rows[:NAMED_ROWS])

    def _see(self, number: int, cell: str) -> None:
        if found := WITH_UNIT.fullmatch(cell.strip()):
            rows = self._rows.setdefault(found[1].strip(), [number])
            rows[0] = min(rows[0], number)


def number_of(text: object) -> Decimal | None:
    """The number that a cell is; thousands may be parted by commas."""
    try:
        number = Decimal(str(text).replace(",", "").strip()) if text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
