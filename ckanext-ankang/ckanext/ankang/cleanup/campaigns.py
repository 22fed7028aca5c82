"""A clean-up: which documents it is about, on which list each stands, what is wrong with the lists (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .holdings import STANDING, Held, by_name

KEEP, CHANGE, REPEAL, LAPSE = "keep", "change", "repeal", "lapse"
# The three catalogues that a clean-up notice prints (铜川 2020 and others): what they hold.
CATALOGUES: Mapping[str, tuple[str, ...]] = {
    "keep": (KEEP,),
    "change": (CHANGE,),
    "end": (REPEAL, LAPSE),
}

ON_TWO, ON_NONE, PARTLY, ENDED, OUTSIDE = "on_two", "on_none", "partly", "ended", "outside"
# What the public is told of a decided clean-up.
TOLD = (ON_NONE, PARTLY)
# Nothing is decided while these stand.
BLOCKING = (ON_TWO,)


@dataclass(frozen=True)
class Scope:
    """Which documents: issued on these days, on a topic, with words in the title; empty is all."""

    issued_from: date | None = None
    issued_until: date | None = None
    topic: str = ""
    words: str = ""

    def covers(self, document: Held) -> bool:
        """Whether the clean-up is about this document."""
        return (
            self._in_time(document.day)
            and document.topic.startswith(self.topic)
            and self.words in document.title
        )

    def _in_time(self, day: date | None) -> bool:
        if day is None:  # cleaned up rather than forgotten
            return True
        after = self.issued_from is None or day >= self.issued_from
        return after and (self.issued_until is None or day <= self.issued_until)


@dataclass(frozen=True)
class Listed:
    """What one organ says of one document."""

    document: str
    outcome: str
    organ: str = ""


@dataclass(frozen=True)
class Finding:
    """Something wrong with the lists, or worth knowing before they are decided."""

    code: str
    document: Held
    outcomes: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        return self.code in BLOCKING


def subject(scope: Scope, documents: Iterable[Held]) -> list[Held]:
    """The documents that have to stand on a list: in scope, begun and not ended."""
    return by_name(one for one in documents if one.state in STANDING and scope.covers(one))


def outcomes(listed: Iterable[Listed]) -> dict[str, tuple[str, ...]]:
    """What is said of each document, each outcome once."""
    said: dict[str, set[str]] = {}
    for one in listed:
        said.setdefault(one.document, set()).add(one.outcome)
    return {document: tuple(sorted(found)) for document, found in said.items()}


def catalogues(
    documents: Iterable[Held], listed: Iterable[Listed]
) -> dict[str, list[tuple[Held, str]]]:
    """The three lists with the outcome of each document; one on two lists stands on both."""
    said = outcomes(listed)
    ordered = by_name(one for one in documents if one.id in said)
    return {
        name: [(one, outcome) for one in ordered for outcome in said[one.id] if outcome in held]
        for name, held in CATALOGUES.items()
    }


def findings(scope: Scope, documents: Iterable[Held], listed: Iterable[Listed]) -> list[Finding]:
    """What a lawyer asks before signing: on two lists, on none, part in force, ended, out of scope."""
    known, said = {one.id: one for one in documents}, outcomes(listed)
    meant = {one.id for one in subject(scope, known.values())}
    found = [
        Finding(code, known[id_], said.get(id_, ()))
        for id_ in meant | (said.keys() & known.keys())
        for code in _codes(known[id_], said.get(id_, ()), id_ in meant)
    ]
    return sorted(
        found, key=lambda one: (not one.blocks, one.code, one.document.title, one.document.id)
    )


def _codes(document: Held, said: tuple[str, ...], meant: bool) -> Iterator[str]:
    if len(said) > 1:
        yield ON_TWO
    if meant and not said:
        yield ON_NONE
    if meant and document.state == "partly":
        yield PARTLY
    if said and document.state not in STANDING:
        yield ENDED
    elif said and not meant:
        yield OUTSIDE


def event_of(outcome: str, change_until: date | None = None) -> tuple[str, dict[str, str]]:
    """The kind and detail of the event that a decided outcome is (schemas/choices/document_events.yaml)."""
    if outcome == CHANGE:
        until = {"last_day": change_until.isoformat()} if change_until else {}
        return "reviewed", {"outcome": "to_change", **until}
    if outcome == KEEP:
        return "reviewed", {"outcome": "continues"}
    return ("repealed" if outcome == REPEAL else "declared_lapsed"), {}
