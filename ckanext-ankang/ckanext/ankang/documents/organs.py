"""Which organs of Ankang issue what, since when, and what therefore belongs to the library proper (pure).

The library proper are 政府规章 and 行政规范性文件 of these organs; higher law and other documents stand
beside it and are in none of its counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from ckanext.ankang.catalogue.days import day_of
from ckanext.ankang.catalogue.vocabularies import Department, departments, key, read

GOVERNMENT_RULE, NORMATIVE = "government-rule", "normative"
OURS = (GOVERNMENT_RULE, NORMATIVE)
LIBRARY, HIGHER, OTHER = "library", "higher", "other"
_HIGHER_KINDS = {
    *("law", "administrative-regulation", "department-rule", "department-normative"),
    "local-regulation",
}


@dataclass(frozen=True)
class Power:
    """That an organ issues documents of a kind; a day that nobody told us does not bound it."""

    kind: str
    valid_from: date | None = None
    valid_to: date | None = None

    def held(self, day: date | None) -> bool:
        """Whether the organ had it on that day; without a day, whether it ever had."""
        begun = day is None or self.valid_from is None or self.valid_from <= day
        return begun and (day is None or self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Organ:
    """One issuing organ: `names` are all it is called, `former` until which year by which name."""

    title: str
    level: str
    powers: tuple[Power, ...]
    names: tuple[str, ...] = ()
    former: tuple[tuple[str, int | None], ...] = ()
    department: str = ""

    def called(self, name: str, day: date | None) -> bool:
        """Whether that was its name on that day."""
        wanted = key(name)
        if wanted in map(key, (self.title, *self.names)):
            return True
        return any(
            wanted == key(old) and (day is None or until is None or day.year <= until)
            for old, until in self.former
        )


@cache
def organs() -> tuple[Organ, ...]:
    """Return the issuing organs of issuing_organs.yaml, departments by their order there."""
    content = read("issuing_organs.yaml")
    bodies = {one.name: one for one in departments()}
    named = [_organ(entry, bodies) for entry in content["organs"]]
    silent = {one.department for one in named} | set(content["not_issuing"])
    return (*named, *_departments(content, silent))


def _organ(entry: Mapping[str, Any], bodies: Mapping[str, Department]) -> Organ:
    if "department" in entry:
        return _of_department(bodies[entry["department"]], entry)
    return Organ(entry["title"], entry["level"], _powers(entry), tuple(entry.get("aliases", ())))


def _departments(content: Mapping[str, Any], silent: set[str]) -> Iterator[Organ]:
    for body in departments():
        if body.name not in silent and not body.parent:
            said = content["counties" if body.division else "departments"]
            yield _of_department(body, said)


def _of_department(body: Department, said: Mapping[str, Any]) -> Organ:
    former = tuple((alias.label, alias.until) for alias in body.former)
    return Organ(body.title, said["level"], _powers(said), body.aliases, former, body.name)


def _powers(said: Mapping[str, Any]) -> tuple[Power, ...]:
    return tuple(Power(**one) for one in said["kinds"])


def organ(name: str, day: date | None = None) -> Organ | None:
    """The issuing organ that had this name on that day."""
    return next((one for one in organs() if one.called(name, day)), None)


def may_issue(name: str, kind: str, day: date | None) -> bool:
    """Whether the organ of this name could issue a document of this kind on that day."""
    found = organ(name, day)
    return found is not None and any(
        power.kind == kind and power.held(day) for power in found.powers
    )


def scope(package: Mapping[str, Any]) -> str:
    """Where a document is listed: `library`, `higher` (law above the city) or `other`."""
    kind = package.get("kind")
    if kind in _HIGHER_KINDS:
        return HIGHER
    issued = day_of(package.get("date_issued") or package.get("date_published"))
    ours = kind in OURS and may_issue(str(package.get("issuer") or ""), str(kind), issued)
    return LIBRARY if ours else OTHER
