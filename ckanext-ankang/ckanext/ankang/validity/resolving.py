"""Which document of the library a text means when it names one (pure).

Identity is issuer, title, date and number, never the title alone: six regulations of the corpus repeal an
older one of their own title. What is not certain stays unresolved and is asked again when a document is
published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ckanext.ankang.documents.text.numbers import document_number

from .history import bare


@dataclass(frozen=True)
class Named:
    """A document as a text names it; `own` is the one whose text it is, `before` the day of its act."""

    title: str
    number: str = ""
    days: tuple[date, ...] = ()
    own: str = ""
    before: date | None = None


@dataclass(frozen=True)
class Candidate:
    """A document of the library, with the days on which it was promulgated, as far as known."""

    id: str
    title: str
    number: str = ""
    days: tuple[date, ...] = ()


def resolve(named: Named, candidates: Iterable[Candidate]) -> str | None:
    """The id of the one document that can be meant, or None."""
    others = [one for one in candidates if one.id != named.own]
    number = document_number(named.number) or named.number
    if number and (same := [one for one in others if one.number == number]):
        return same[0].id if len(same) == 1 else None
    fitting = [one for one in others if _fits(named, one)]
    return fitting[0].id if len(fitting) == 1 else None


def _fits(named: Named, one: Candidate) -> bool:
    if bare(one.title) != bare(named.title):
        return False
    if not one.days:
        return not named.days
    if named.days:
        return bool(set(named.days) & set(one.days))
    return named.before is None or min(one.days) < named.before
