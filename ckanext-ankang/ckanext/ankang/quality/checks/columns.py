"""What checks on named columns have in common: their columns are there, and a fast form."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, ClassVar, cast

import attrs
from frictionless import Check, Error, errors
from frictionless.resources import TableResource

from ...tables.plain import Run

Profile = dict[str, Any]
NAME: Profile = {"type": "string"}
NAMES: Profile = {"type": "array", "items": NAME, "minItems": 1}


def options(required: Mapping[str, Profile], **optional: Profile) -> Profile:
    """The options of a check as Frictionless checks a descriptor for them."""
    properties = {**required, **optional}
    return {"type": "object", "required": list(required), "properties": properties}


@attrs.define(kw_only=True, repr=False)
class ColumnsCheck(Check):
    """A check on the columns that the options in `naming` name: by header, or by a schema's ids."""

    naming: ClassVar[tuple[str, ...]] = ("field_name",)

    @property
    def columns(self) -> list[str]:
        """The columns that the check looks at, in a fixed order."""
        named = [getattr(self, option) for option in self.naming]
        lists = [[value] if isinstance(value, str) else value or [] for value in named]
        return [name for names in lists for name in names]

    def rename(self, titles: Mapping[str, str]) -> None:
        """Name columns by the headers of the file at hand."""
        for option in self.naming:
            value = getattr(self, option)
            if isinstance(value, str):
                setattr(self, option, titles.get(value, value))
            elif value:
                setattr(self, option, [titles.get(name, name) for name in value])

    def can_do_without(self, absent: Set[str]) -> bool:
        """Whether anything is left to check where these columns are not in the file."""
        return not absent & set(self.columns)

    def validate_start(self) -> Iterable[Error]:
        # Frictionless types a check's resource more widely than what it gives.
        table = cast("TableResource", self.resource)
        for name in self.columns:
            if not self.resource.schema.has_field(name):
                yield errors.MissingLabelError(
                    note="",
                    labels=table.labels,
                    row_numbers=table.header.row_numbers,
                    label="",
                    field_name=name,
                    field_number=len(table.labels) + 1,
                )

    def written(self, row: Any) -> list[str] | None:
        """The cells of the columns as the file has them; None where one is empty."""
        cells = dict(zip(row.field_names, row.cells, strict=False))
        found = [cells.get(name) for name in self.columns]
        return [str(cell) for cell in found] if all(found) else None

    def columns_of(self, run: Run, titles: Sequence[str]) -> list[list[bytes]] | None:
        """The cells of the columns in a run, one list each; None where a column is missing."""
        if not set(self.columns) <= set(titles):
            return None
        return run.columns([titles.index(name) for name in self.columns])


@attrs.define(kw_only=True, repr=False)
class CellsCheck(ColumnsCheck):
    """Fault a row by what the cells of the columns are, each row for itself.

    `fault` tells what is wrong with cells none of which is empty, or None; the error marks the
    first column. Being asked of texts alone, it is asked once for all equal cells of a run.
    """

    error: ClassVar[type[errors.CellError]]

    def fault(self, *cells: str) -> str | None:
        """What is wrong with the cells of a row, and what to do; None where nothing is."""
        raise NotImplementedError

    def suspects(self, run: Run, titles: Sequence[str]) -> Iterable[int]:
        """The places of rows whose cells are at fault."""
        columns = self.columns_of(run, titles)
        if columns is None:
            return ()
        rows = list(zip(*columns, strict=True))
        bad = {cells for cells in set(rows) if all(cells) and self._is_bad(cells)}
        return [place for place, cells in enumerate(rows) if cells in bad] if bad else ()

    def validate_row(self, row: Any) -> Iterable[Error]:
        cells = self.written(row)
        # What has not its type is told already, and what counts as missing is no value.
        if cells is None or any(row.get(name) is None for name in self.columns):
            return
        if (note := self.fault(*cells)) is not None:
            yield self.error.from_row(row, note=note, field_name=self.columns[0])

    def _is_bad(self, cells: tuple[bytes, ...]) -> bool:
        return self.fault(*(cell.decode() for cell in cells)) is not None


@attrs.define(kw_only=True, repr=False)
class CellCheck(CellsCheck):
    """Fault cells of one column."""

    field_name: str
    metadata_profile_patch: ClassVar[Profile] = options({"fieldName": NAME})
