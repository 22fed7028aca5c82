"""From a file to a table: one entry for every format."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from .defects import Defects
from .delimited import detect_dialect, ends_with_newline, raw_rows
from .encoding import decide_encoding
from .errors import NotATable
from .formats import READERS, SHEETS
from .header import Header, describe_columns, describe_header, describe_unit, find_header
from .kind import kind_of
from .limits import Limits
from .names import name_columns
from .plain import Layout, PlainText, Row, Run, rows_of
from .profile import NAMED, Profile, profile
from .records import GEOMETRY
from .source import Source
from .spool import spool, transcode
from .structure import Structure
from .table import Column, Damage, Facts, Table
from .types import FORMS, IMPLIED, MISSING, Declared, Guess
from .zipped import unzip_table

SAMPLE = 100
DEFAULTS = Limits()
ROUNDED = (
    "{column} 列有 {count} 个数超过 15 位，Excel 已把第 15 位以后的数字改成 0，原来的号码没有了。"
    "请从原系统重新导出，并把这一列设为文本格式。"
)


def read_table(
    path: Path | str,
    *,
    name: str | None = None,
    types: dict[str, str] | None = None,
    ids: dict[str, str] | None = None,
    limits: Limits = DEFAULTS,
) -> Table:
    """Read a file as a table; `types` by column title go before those inferred.

    `ids` are the column ids that titles of this resource have or had; see `name_columns`.

    Raises NotATable, UndecidedEncoding or DamagedTable; what is wrong with single rows is in
    `Table.damages`, because the rest of such a file can still be judged.
    """
    path = Path(path)
    name = name or path.name
    facts: Facts = {"name": name, "bytes": path.stat().st_size}
    damages: list[Damage] = []
    text = _text(Source(path, name, facts, damages, limits))
    sample = list(islice(rows_of(text), SAMPLE))
    header = find_header(sample)
    if header is None:
        raise NotATable(name=name, found="文件里没有内容")
    if len(header.labels) > limits.columns:
        raise NotATable(name=name, found=f"有 {len(header.labels)} 列，超过上限 {limits.columns}")
    describe_header(header, facts)
    columns = name_columns(header.labels, facts, ids)
    describe_columns(columns, facts)
    defects = Defects([column.title for column in columns])
    found = _profiled(text, path, header, sample, columns, facts, types or {}, defects)
    if facts["format"] == "csv":
        defects.see_zeros([row for row in sample if row.number > header.number])
    facts.setdefault("rounded_numbers", []).extend(defects.rounded())
    found.damages.extend([*damages, *defects.damages(), *_rounded(facts)])
    return _table(found, columns, facts)


def _text(source: Source) -> PlainText:
    """The whole file in plain form; a text that is so as it stands is not written anew."""
    path, facts, limits = source.path, source.facts, source.limits
    kind = kind_of(path, source.name)
    facts["format"] = kind
    if kind == "zip":
        return _unzipped(source)
    layout = Layout(1, cell_characters=limits.cell_characters)
    if kind in READERS:
        return spool(READERS[kind](source), layout)
    encoding, found = decide_encoding(path, source.name)
    facts |= found
    dialect = detect_dialect(path, encoding, limits)
    facts |= {"format": "csv", "dialect": dialect.to_facts()}
    if not dialect.is_plain:
        return spool(raw_rows(path, encoding, dialect, source.damages, limits), layout)
    layout = replace(layout, delimiter=dialect.delimiter)
    if encoding not in ("utf-8", "utf-8-sig"):
        return transcode(path, encoding, layout)
    return PlainText(path, layout)


def _unzipped(source: Source) -> PlainText:
    """The only table of an archive, as if it had come alone."""
    if "member" in source.facts:
        raise NotATable(name=source.name, found="压缩包里还是压缩包，请解压后提交")
    file, member = unzip_table(source)
    text = _text(replace(source, path=Path(file.name), name=f"{source.name}/{member}"))
    if text.path != Path(file.name):
        file.close()
        return text
    return replace(text, keeper=file)


def _profiled(
    text: PlainText,
    path: Path,
    header: Header,
    sample: list[Row],
    columns: list[Column],
    facts: Facts,
    declared: dict[str, str],
    defects: Defects,
) -> Profile:
    text = replace(text, layout=replace(text.layout, width=len(columns)), first=header.number + 1)
    return profile(
        text,
        [_shape(column, facts, declared) for column in columns],
        _likely(sample, header, columns),
        Structure(header),
        defects,
        pad=facts["format"] in SHEETS,
        # A member of an archive has a checksum instead.
        unfinished=facts["format"] == "csv"
        and "member" not in facts
        and not ends_with_newline(path),
    )


def _shape(column: Column, facts: Facts, declared: dict[str, str]) -> Guess | Declared:
    if column.title in declared:
        return Declared(declared[column.title])
    if facts["format"] == "geojson" and column.title == GEOMETRY:
        return Declared("geojson")
    return Guess(column.title)


def _likely(sample: list[Row], header: Header, columns: list[Column]) -> tuple[str, ...]:
    """The types that the first rows have; they only say what the fast walk may hope for."""
    guesses = [Guess(column.title) for column in columns]
    for row in sample:
        if row.number > header.number:
            for guess, cell in zip(guesses, row, strict=False):
                guess.see(cell)
    return tuple(guess.type for guess in guesses)


def _rounded(facts: Facts) -> list[Damage]:
    """Numbers whose tail is lost make a file wrong, however well they read."""
    return [
        Damage(column["rows"][0], "rounded-number", ROUNDED.format(**column))
        for column in facts["rounded_numbers"]
    ]


def _table(found: Profile, columns: list[Column], facts: Facts) -> Table:
    columns = [
        replace(column, type=shape.type)
        for column, shape in zip(columns, found.columns, strict=True)
    ]
    facts |= {
        "rows": found.count,
        "blank_rows": found.blank,
        "ragged_rows": sorted(found.ragged)[:NAMED],
        "dropped_rows": _told(found.dropped),
        "kept_rows": _told(found.kept),
        "types": {column.id: column.type for column in columns},
    }
    describe_unit((row for row, kind in found.dropped if kind == "unit"), facts)
    stored = _Stored(found, columns)
    plain = stored.text()
    facts["transforms"] = stored.transforms()
    return Table(columns, plain, facts, found.damages)


def _told(rows: list[tuple[Row, str]]) -> list[Facts]:
    return [{"row": row.number, "kind": kind, "cells": list(row)} for row, kind in rows]


class _Stored:
    """The rows as they are stored, and how many cells were changed for that, column by column."""

    def __init__(self, found: Profile, columns: list[Column]) -> None:
        self.found, self.columns = found, columns
        self.changing = [place for place, shape in enumerate(found.columns) if shape.changes]
        self.changed: Counter[int] = Counter()
        self.missing: dict[int, Counter[str]] = {place: Counter() for place in self.changing}

    def text(self) -> PlainText:
        """The text itself where nothing was changed, else what was read, written down."""
        if self.found.is_whole and not self.changing:
            return self.found.text
        layout = replace(self.found.text.layout, width=len(self.columns))
        return spool(self._pieces(), layout, tuple(column.type for column in self.columns))

    def transforms(self) -> list[Facts]:
        """What was done to which column, to how many cells."""
        told: list[Facts] = []
        for place in self.changing:
            name, form = self.columns[place].id, self.found.columns[place].form
            if form and (cells := self.changed[place]):
                unit = {"unit": FORMS[form].unit} if FORMS[form].unit else {}
                told.append({"column": name, "transform": form, "cells": cells, **unit})
            if marks := self.missing[place]:
                values = dict(sorted(marks.items()))
                cells = marks.total()
                told.append(
                    {"column": name, "transform": "missing", "cells": cells, "values": values}
                )
        return told

    def _pieces(self) -> Iterator[Run | Row]:
        for piece in self.found.pieces(self._stands):
            if isinstance(piece, Row):
                self._change(piece)
            yield piece

    def _stands(self, run: Run) -> bool:
        """Whether every cell of a run is proved to be in its stored form."""
        forms = ((self.found.columns[place].form, run.kinds[place]) for place in self.changing)
        return all(form in IMPLIED.get(kind, ()) for form, kind in forms)

    def _change(self, row: Row) -> None:
        if self.found.short:
            row.extend([None] * (len(self.columns) - len(row)))
        for place in self.changing:
            if place < len(row):
                row[place] = self._stored(place, row[place])

    def _stored(self, place: int, cell: str | None) -> str | None:
        stored = self.found.columns[place].normalise(cell)
        if cell in MISSING and stored is None:
            self.missing[place][cell] += 1
        elif stored != cell:
            self.changed[place] += 1
        return stored
