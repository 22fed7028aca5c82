"""A checklist that keeps the first errors of each type and counts all of them.

An error carries its whole row: a million faulty rows would fill the memory and say nothing more.
Frictionless's own limit would end the reading, and with it the count and the other errors.
"""

from collections import Counter
from typing import Any

import attrs
from frictionless import Checklist, Error, Report

KEPT_OF_A_TYPE = 200


@attrs.define(kw_only=True, repr=False)
class CountingChecklist(Checklist):
    """As `Checklist`, for one validation: `totals` counts its errors by type."""

    kept: int = KEPT_OF_A_TYPE
    totals: Counter[str] = attrs.field(factory=Counter)

    def match(self, error: Error) -> bool:
        """Whether the error goes into the report."""
        if not super().match(error):
            return False
        self.totals[error.type] += 1
        return self.totals[error.type] <= self.kept

    def counted(self, report: Report, proved: int) -> dict[str, Any]:
        """The report's descriptor with all errors counted, and the rows that were proved clean."""
        found = dict(report.to_descriptor())
        for task in found["tasks"]:
            left_out = self.totals.total() - sum(min(n, self.kept) for n in self.totals.values())
            task["stats"]["errors"] += left_out
            found["stats"]["errors"] += left_out
            if "rows" in task["stats"]:
                task["stats"]["rows"] += proved
        return found
