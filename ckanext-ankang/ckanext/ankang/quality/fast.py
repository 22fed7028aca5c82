"""Rows proved clean without Frictionless: a narrow grammar of bytes, and what it cannot prove.

The slow way is the meaning; this only saves it work (limits.md A). A row that the grammar proves
has no error under any check named in `PROVED`, so that only its number is kept.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..fence import report_progress
from ..tables import Row, Table
from ..tables.plain import Broken, Run, scan
from .privacy import PrivacyScan

# Each is a subset of what Frictionless accepts and of what PostgreSQL's type takes: no `1_000`, no
# full-width digits, no NaN, and 29 February is left to the calendar of the slow way.
EXPRESSIONS = {
    "integer": rb"(?:-?[0-9]{1,18})?",
    "number": rb"(?:-?[0-9]{1,18}(?:\.[0-9]{1,18})?)?",
    "date": rb"(?:(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8]))?",
}
# Checks that find nothing in a row which the grammar proved and `BROKEN` does not hit.
PROVED = frozenset({"broken-text", "database-value"})
BROKEN = re.compile("锟斤拷|\ufffd|烫烫烫".encode())


def grammar(table: Table, descriptor: dict[str, Any], checks: set[str]) -> list[bytes] | None:
    """An expression a column, or None where the table must go the slow way, whole.

    Fast are schemas of bare fields, one a column in the order of the header, under known checks.
    """
    fields = descriptor["fields"]
    titles = [column.title for column in table.columns]
    bare = all(set(entry) <= {"name", "type", "title", "description"} for entry in fields)
    known = EXPRESSIONS | {"string": table.plain.layout.anything}
    types = [entry.get("type") for entry in fields]
    if set(descriptor) - {"fields", "fieldsMatch"} or not bare or not checks <= PROVED:
        return None
    if [entry["name"] for entry in fields] != titles or table.plain.width != len(titles):
        return None
    return [known[kind] for kind in types] if set(types) <= set(known) else None


class Suspects:
    """The rows that may have an error, in the order of the file; `proved` counts the others.

    The first row is always among them, so that a table with rows is never taken for an empty one.
    """

    def __init__(self, table: Table, expressions: list[bytes], privacy: PrivacyScan) -> None:
        self.proved = 0
        self._table, self._expressions, self._privacy = table, expressions, privacy

    def __iter__(self) -> Iterator[Row]:
        first = True
        for found in scan(self._table.plain, self._expressions):
            if isinstance(found, Broken):
                continue
            if isinstance(found, Run):
                self._privacy.see_run(found)
                places = _places(found, first=first)
                self.proved += len(found) - len(places)
                report_progress(self.proved, self._table.facts["rows"])
                yield from found.rows(places)
            else:
                self._privacy.see(found.number, found)
                yield found
            first = False


def _places(run: Run, *, first: bool) -> list[int]:
    """The places in a run that the slow way must see."""
    places = {0} if first else set()
    if BROKEN.search(run.data):
        places.update(n for n, line in enumerate(run.lines) if BROKEN.search(line))
    return sorted(places)
