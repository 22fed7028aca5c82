"""Comparing two files: hashes first, then only the rows that differ are read as text."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ckanext.ankang.fence import report_progress
from ckanext.ankang.tables import Limits, Table, read_table
from ckanext.ankang.tables.plain import Row, Run, scan

from .difference import Change, Difference
from .matching import Matched, match_keyed, match_rows
from .sketch import Hashes, sketch

KINDS = {"added": "新增", "removed": "删除", "changed": "修改"}
SAMPLE_KEYS = 8
STEPS = 5


def compare_files(
    old: dict[str, Any],
    new: dict[str, Any],
    target: str | Path,
    *,
    primary_key: Sequence[str],
    listed: int,
    limits: dict[str, int],
) -> dict[str, Any]:
    """Compare two versions `{path, name, ids, types}`, write the rows that differ as CSV (gzip).

    `ids` and `types` are by title, as the report of each version has them. Returns a Difference.
    """
    tables = []
    for step, one in enumerate((old, new), start=1):
        tables.append(
            read_table(
                one["path"],
                name=one["name"],
                ids=one["ids"],
                types=one["types"],
                limits=Limits(**limits),
            )
        )
        report_progress(step, STEPS)
    found, changes = compare(tables[0], tables[1], primary_key, listed)
    report_progress(STEPS - 1, STEPS)
    found.listed = _write(Path(target), tables[0], tables[1], changes)
    report_progress(STEPS, STEPS)
    return asdict(found)


def compare(
    old: Table, new: Table, primary_key: Sequence[str], listed: int
) -> tuple[Difference, Iterator[Change]]:
    """Return what differs, and the differing rows themselves up to `listed`."""
    titles = [{column.id: column.title for column in table.columns} for table in (old, new)]
    common = [name for name in titles[1] if name in titles[0]]
    key, matched = _matched(old, new, common, primary_key)
    found = Difference(
        key=[titles[1][name] for name in key],
        added=len(matched.added),
        removed=len(matched.removed),
        changed=len(matched.changed_old),
        unchanged=matched.unchanged,
        columns_added=[[n, title] for n, title in titles[1].items() if n not in titles[0]],
        columns_removed=[[n, title] for n, title in titles[0].items() if n not in titles[1]],
        columns_renamed=[
            [name, titles[0][name], titles[1][name]]
            for name in common
            if titles[0][name] != titles[1][name]
        ],
    )
    return found, _changes(old, new, matched, listed)


def _matched(
    old: Table, new: Table, common: list[str], primary_key: Sequence[str]
) -> tuple[list[str], Matched]:
    """Match by the declared key, else by the column that matches best, else as whole rows."""
    if not common:
        # Nothing to recognise a row by: all went, all came.
        none = np.empty(0, np.int64)
        rows = (np.arange(table.facts["rows"], dtype=np.int64) for table in (old, new))
        removed, added = rows
        return [], Matched(added, removed, none, none, 0)
    keys = _candidates(new, common, primary_key)
    before, after = (_sketch(table, common, keys) for table in (old, new))
    best: tuple[list[str], Matched] | None = None
    for key, ours, theirs in zip(keys, before[1:], after[1:], strict=True):
        found = match_keyed(ours, theirs, before[0], after[0])
        if found and key == list(primary_key):
            return key, found
        if found and (best is None or found.differing < best[1].differing):
            best = key, found
    # A column that hardly a row is recognised by is unique by chance (an amount, a time).
    if best and best[1].recognised * 2 >= min(len(before[0]), len(after[0])):
        return best
    return [], match_rows(before[0], after[0])


def _sketch(table: Table, common: list[str], keys: list[list[str]]) -> list[Hashes]:
    places = {column.id: place for place, column in enumerate(table.columns)}
    return sketch(table, [places[n] for n in common], [[places[n] for n in key] for key in keys])


def _candidates(new: Table, common: list[str], primary_key: Sequence[str]) -> list[list[str]]:
    """The declared key, or single columns that the first rows do not rule out."""
    if primary_key and set(primary_key) <= set(common):
        return [list(primary_key)]
    places = {column.id: place for place, column in enumerate(new.columns)}
    first = _first(new)
    return [
        [name]
        for name in common
        if len({row[places[name]] for row in first}) == len(first)
        and all(row[places[name]] for row in first)
    ][:SAMPLE_KEYS]


def _first(table: Table, count: int = 2_000) -> list[Sequence[str]]:
    found: list[Sequence[str]] = []
    for row in table.rows:
        found.append(_padded(row, len(table.columns)))
        if len(found) == count:
            break
    return found


def _changes(old: Table, new: Table, matched: Matched, listed: int) -> Iterator[Change]:
    """The rows themselves: changed ones first, then removed, then added."""
    count = len(matched.changed_old)
    changed = matched.changed_old[:listed], matched.changed_new[:listed]
    removed = matched.removed[: max(0, listed - count)]
    added = matched.added[: max(0, listed - count - len(matched.removed))]
    before = _cells(old, np.concatenate([changed[0], removed]))
    after = _cells(new, np.concatenate([changed[1], added]))
    for ours, theirs in zip(*changed, strict=True):
        yield Change("changed", before[int(ours)], after[int(theirs)])
    yield from (Change("removed", before[int(place)], None) for place in removed)
    yield from (Change("added", None, after[int(place)]) for place in added)


def _cells(table: Table, places: Hashes) -> dict[int, Sequence[str]]:
    """The cells of the rows at these places, by place."""
    wanted, width, at, start = np.sort(places), len(table.columns), 0, 0
    cells: dict[int, Sequence[str]] = {}
    for found in scan(table.plain):
        if at == len(wanted):
            break
        size = len(found) if isinstance(found, Run) else int(isinstance(found, Row))
        end = int(np.searchsorted(wanted, start + size))
        here = [int(place) - start for place in wanted[at:end]]
        if here and isinstance(found, Run):
            rows: Iterator[Row] = found.rows(here)
        else:
            rows = iter([found] if here and isinstance(found, Row) else [])
        for place, row in zip(here, rows, strict=True):
            cells[start + place] = _padded(row, width)
        at, start = end, start + size
    return cells


def _padded(row: Row, width: int) -> list[str]:
    return [cell or "" for cell in row[:width]] + [""] * (width - len(row))


def _write(target: Path, old: Table, new: Table, changes: Iterator[Change]) -> int:
    """Write one line for each row, a changed one twice: before and after."""
    before = {column.id: place for place, column in enumerate(old.columns)}
    after = {column.id: place for place, column in enumerate(new.columns)}
    titles = {column.id: column.title for column in (*old.columns, *new.columns)}
    count = 0
    with (
        gzip.open(target, "wb", compresslevel=1) as packed,
        io.TextIOWrapper(packed, encoding="utf-8-sig", newline="") as text,
    ):
        lines = csv.writer(text)
        lines.writerow(["变化", "版本", *titles.values()])
        for change in changes:
            count += 1
            for what, cells, places in (("旧", change.old, before), ("新", change.new, after)):
                if cells is not None:
                    shown = (cells[places[n]] if n in places else "" for n in titles)
                    lines.writerow([KINDS[change.kind], what, *shown])
    return count
