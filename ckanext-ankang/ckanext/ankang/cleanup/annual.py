"""Table 2 of the annual report: what each organ made, ended and has in force (pure).

The rules stand in schemas/annual_report.yaml. Every figure is the length of a list, and the list is
kept with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from .holdings import Held, by_name

MADE, VALID, UNVERIFIED = "made", "valid", "unverified"


@dataclass(frozen=True)
class Ending:
    """A column for what ended: by these states, and where it says so by these events only."""

    code: str
    label: str
    states: tuple[str, ...]
    causes: tuple[str, ...] = ()
    reported: bool = True


@dataclass(frozen=True)
class Rules:
    """The rows and columns of the table."""

    kinds: Mapping[str, str]
    columns: Mapping[str, str]
    endings: tuple[Ending, ...]
    ended: str
    source: str

    def column(self, document: Held) -> str | None:
        """The column that counts what ended so; None for what has not."""
        for one in self.endings:
            if document.state in one.states and (not one.causes or document.cause in one.causes):
                return one.code
        return None


@dataclass
class Row:
    """The figures of one organ and kind, each as the ids of the documents behind it."""

    organ: str
    kind: str
    lists: dict[str, list[str]] = field(default_factory=dict)

    def count(self, column: str) -> int:
        return len(self.lists.get(column, ()))


@cache
def rules() -> Rules:
    """The rules as the file has them."""
    text = files("ckanext.ankang.schemas").joinpath("annual_report.yaml").read_text("utf-8")
    said: dict[str, Any] = yaml.safe_load(text)["table_2"]
    return Rules(
        kinds=said["kinds"],
        columns=said["columns"],
        endings=tuple(
            Ending(
                one["code"],
                one["label"],
                tuple(one["states"]),
                tuple(one.get("causes", ())),
                one.get("reported", True),
            )
            for one in said["endings"]
        ),
        ended=said["ended"],
        source=said["source"],
    )


def table(documents: Iterable[Held], year: int, table_rules: Rules) -> list[Row]:
    """The rows of a year, from what held of each document at its end; by organ, then kind.

    `documents` are answered for 31 December; a joint document counts once, for the organ named first.
    """
    rows: dict[tuple[str, str], Row] = {}
    for one in by_name(documents):
        if one.kind in table_rules.kinds:
            row = rows.setdefault((one.issuer, one.kind), Row(one.issuer, one.kind))
            for column in _columns(one, year, table_rules):
                row.lists.setdefault(column, []).append(one.id)
    order = list(table_rules.kinds)
    return sorted(
        (row for row in rows.values() if row.lists),
        key=lambda row: (row.organ, order.index(row.kind)),
    )


def _columns(document: Held, year: int, table_rules: Rules) -> list[str]:
    made = document.published or document.issued
    found = [MADE] if made and made.year == year else []
    if document.valid:
        found.append(VALID)
    elif document.state == "unverified":
        found.append(UNVERIFIED)
    elif document.since and document.since.year == year:
        found += [column] if (column := table_rules.column(document)) else []
    return found


def ended(row: Row, table_rules: Rules) -> int:
    """本年废止件数 as the report prints it: the endings that the rules add up."""
    return sum(row.count(one.code) for one in table_rules.endings if one.reported)


def roll_up(rows: Iterable[Row], place: Callable[[str], str]) -> dict[str, list[Row]]:
    """The same by place, one row a kind: what a county reports is the sum of its organs."""
    sums: dict[tuple[str, str], Row] = {}
    for row in rows:
        where = place(row.organ)
        total = sums.setdefault((where, row.kind), Row(where, row.kind))
        for column, ids in row.lists.items():
            total.lists.setdefault(column, []).extend(ids)
    found: dict[str, list[Row]] = {}
    for (where, _kind), total in sorted(sums.items()):
        found.setdefault(where, []).append(total)
    return found


def unexplained(before: int, row: Row, table_rules: Rules) -> int:
    """How far this year's 现行有效 is from last year's + made − ended: a warning, not an error."""
    return row.count(VALID) - (before + row.count(MADE) - ended(row, table_rules))


def last_day(year: int) -> date:
    """The day whose state the table reports."""
    return date(year, 12, 31)
