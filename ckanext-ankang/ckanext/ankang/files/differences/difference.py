"""What a comparison says: exact counts, and the rows that differ up to a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["added", "removed", "changed"]
Cells = Sequence[str]


@dataclass(frozen=True)
class Change:
    """One row that is not the same: its cells before and after, by the columns of each version."""

    kind: Kind
    old: Cells | None
    new: Cells | None


@dataclass
class Difference:
    """Two versions compared. Columns are [id, title]; renamed ones [id, title before, after]."""

    key: list[str]
    added: int
    removed: int
    changed: int
    unchanged: int
    columns_added: list[list[str]] = field(default_factory=list)
    columns_removed: list[list[str]] = field(default_factory=list)
    columns_renamed: list[list[str]] = field(default_factory=list)
    listed: int = 0
