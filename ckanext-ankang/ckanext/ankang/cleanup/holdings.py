"""A document of the library proper as this room sees it: its header and its force on one day (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

GOVERNMENT_RULE, NORMATIVE = "government-rule", "normative"
# The library proper: 政府规章 and 行政规范性文件.
PROPER = (GOVERNMENT_RULE, NORMATIVE)
VALID = ("in_force", "partly")
# What has begun and has not ended, known for sure or not.
STANDING = (*VALID, "suspended", "unverified")
# How it leaves force: by its own period, or by what another document or organ says.
LAPSED = "lapsed"
ENDED = (LAPSED, "repealed", "revoked")


@dataclass(frozen=True)
class Held:
    """One document: what its header says, and what held on the day asked for."""

    id: str
    name: str = ""
    title: str = ""
    number: str = ""
    issuer: str = ""
    department: str = ""
    kind: str = NORMATIVE
    topic: str = ""
    issued: date | None = None
    published: date | None = None
    state: str = "in_force"
    flags: tuple[str, ...] = ()
    since: date | None = None
    last_day: date | None = None
    # The state that follows the last day.
    ends_as: str = LAPSED
    # The kind of the event by which this force came.
    cause: str = ""
    # Where it was filed, under which number, when: one line an organ.
    filed: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether it is 现行有效 in lists and figures, with any flag."""
        return self.state in VALID

    @property
    def day(self) -> date | None:
        """The day it was issued, or that of its publication where that is all we know."""
        return self.issued or self.published


def by_name(documents: Iterable[Held]) -> list[Held]:
    """Documents as catalogues print them: by issuer, then oldest first."""
    return sorted(documents, key=lambda one: (one.issuer, one.day or date.max, one.title, one.id))
