"""What is worth a look but no fault: notes beside the report, in the facts of a validation.

Frictionless knows only errors, and an error makes a table invalid. A column that is the same in all
rows, or a sum ten times the last one, may be right: it is told, and nothing is held up by it.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Protocol, runtime_checkable

NAMED_ROWS = 20


@dataclass(frozen=True)
class Note:
    """One thing worth a look: its kind, a sentence, and where; `rows` names the first of them."""

    type: str
    sentence: str
    column: str = ""
    rows: tuple[int, ...] = ()


@runtime_checkable
class Noting(Protocol):
    """A check that has notes once all rows have passed."""

    def notes(self) -> Iterable[Note]:
        """What is worth a look."""


def notes_of(checks: Iterable[object]) -> list[dict[str, Any]]:
    """The notes of all checks that have some, ready for JSON."""
    noting = (check for check in checks if isinstance(check, Noting))
    return [as_json(note) for check in noting for note in check.notes()]


def as_json(note: Note) -> dict[str, Any]:
    """A note as it is kept."""
    return {**asdict(note), "rows": list(note.rows)}
