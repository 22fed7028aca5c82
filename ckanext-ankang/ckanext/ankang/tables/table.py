"""What reading gives: columns, rows with their place in the file, and what was found."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from .plain import PlainText, Row, rows_of

Facts = dict[str, Any]
DamageKind = Literal[
    "another-table",
    "broken-record",
    "formula-error",
    "misplaced-quote",
    "nul-character",
    "oversized-cell",
    "rounded-number",
    "stray-mark",
    "truncated-row",
    "unclosed-quote",
]


@dataclass(frozen=True)
class Column:
    """One column: `id` is short ASCII for databases, `title` is the publisher's header."""

    id: str
    title: str
    type: str = "string"


@dataclass(frozen=True)
class Damage:
    """A place where the file is broken, though the rest of it can be read."""

    row: int
    kind: DamageKind
    reason: str


@dataclass
class Table:
    """A file read as a table; `rows` can be walked again and again, and streams each time.

    `plain` is the same table for whoever works on runs of rows: `scan(table.plain)` tells exactly
    the rows of `rows`, all transforms done.
    """

    columns: list[Column]
    plain: PlainText
    facts: Facts
    damages: list[Damage] = field(default_factory=list)

    @property
    def rows(self) -> "Rows":
        """The rows under the header, titles, totals and blank lines left out."""
        return Rows(self.plain)

    def id_of(self, title: str) -> str:
        """The id of the column with a title; the title itself where there is none."""
        return next((column.id for column in self.columns if column.title == title), title)

    def to_facts(self) -> Facts:
        """All that was found and done, ready for JSON."""
        return {
            **self.facts,
            "columns": [asdict(column) for column in self.columns],
            "damages": [asdict(damage) for damage in self.damages],
        }


@dataclass(frozen=True)
class Rows:
    """Rows that can be iterated more than once."""

    text: PlainText

    def __iter__(self) -> Iterator[Row]:
        return rows_of(self.text)
