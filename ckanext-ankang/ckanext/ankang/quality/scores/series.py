"""A series of scores as a table of its changes (pure)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

Row = dict[str, Any]


def changes(scores: Iterable[Row]) -> Iterator[Row]:
    """Of one dataset's scores, oldest first, those that differ from the day before."""
    for _, same in groupby(scores, key=_points):
        yield next(same)


def all_changes(scores: Iterable[Row]) -> list[Row]:
    """The changes of many datasets by day, from scores by dataset and day."""
    by_dataset = groupby(scores, key=lambda row: row["dataset"]["id"])
    rows = [row for _, series in by_dataset for row in changes(series)]
    return sorted(rows, key=lambda row: (row["day"], row["dataset"]["name"]))


def table(rows: Iterable[Row], dimensions: Sequence[tuple[str, str]]) -> bytes:
    """Rows as CSV in UTF-8.

    `dimensions` are names and titles; one that a day did not have yet is empty there.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    titles = [title for _, title in dimensions]
    writer.writerow(["日期", "数据集标识", "数据集名称", "部门", *titles, "总分"])
    writer.writerows(_cells(row, [name for name, _ in dimensions]) for row in rows)
    return text.getvalue().encode()


def _cells(row: Row, names: Sequence[str]) -> list[Any]:
    points = _points(row)
    dataset, department = row["dataset"], row["department"]["title"] or ""
    known = [points.get(name, "") for name in names]
    return [row["day"], dataset["name"], dataset["title"], department, *known, row["points"]]


def _points(row: Row) -> dict[str, int]:
    return {one["name"]: one["points"] for one in row["dimensions"]}
