"""Three-way differences of package dicts (pure): what two people changed since they began alike.

A field is a key of the package, or a key of one resource (`resources/<id>/<key>`): resources are
found by their ids, never by their place. Which resources there are, and in which order, is the
field `resources`, which merges like a set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

Content = Mapping[str, Any]
Path = tuple[str, ...]

RESOURCES: Path = ("resources",)


@dataclass(frozen=True)
class Change:
    """One field that somebody changed; None where it is not there."""

    path: Path
    base: Any
    theirs: Any
    yours: Any

    @property
    def conflicts(self) -> bool:
        """Whether both changed it, each to something else."""
        if self.path == RESOURCES:
            return False
        return self.theirs != self.yours and self.base not in (self.theirs, self.yours)

    def as_dict(self) -> dict[str, Any]:
        """For the API and the page: `field` is the path with slashes."""
        sides = {"base": self.base, "theirs": self.theirs, "yours": self.yours}
        return {"field": "/".join(self.path), **sides, "conflict": self.conflicts}


@dataclass(frozen=True)
class Difference:
    """What differs between three contents, and the content with everything that merges."""

    changes: tuple[Change, ...]
    merged: dict[str, Any]

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """The fields that a person has to decide; `merged` has theirs."""
        return tuple(change for change in self.changes if change.conflicts)


def difference(base: Content, theirs: Content, yours: Content) -> Difference:
    """Compare two contents with the one that both began with."""
    sides = [_fields(content) for content in (base, theirs, yours)]
    # A dict for its order: fields stay where theirs has them, new ones of ours follow.
    paths = dict.fromkeys(path for side in (sides[1], sides[2], sides[0]) for path in side)
    changes = tuple(
        change
        for path in paths
        if (change := Change(path, *(side.get(path) for side in sides))).base != change.theirs
        or change.base != change.yours
    )
    merged = {path: _merged(Change(path, *(side.get(path) for side in sides))) for path in paths}
    return Difference(changes, _content(merged))


def rewind(content: Content, replaced: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The content before these saves, the newest first: each put back what it had replaced."""
    earlier: dict[str, Any] = reduce(lambda now, old: {**now, **old}, replaced, dict(content))
    return {key: value for key, value in earlier.items() if value is not None}


def replaced_by(content: Content, changed: Content) -> dict[str, Any]:
    """What `changed` differs from in `content`: what a save has to remember to be rewound."""
    keys = dict.fromkeys([*content, *changed])
    return {key: content.get(key) for key in keys if content.get(key) != changed.get(key)}


def _merged(change: Change) -> Any:
    if change.path == RESOURCES:
        return _merged_ids(change.base or (), change.theirs or (), change.yours or ())
    return change.yours if change.theirs == change.base else change.theirs


def _merged_ids(
    base: tuple[str, ...], theirs: tuple[str, ...], yours: tuple[str, ...]
) -> tuple[str, ...]:
    """What nobody removed and what either added, in the order of who moved something."""
    first, second = (yours, theirs) if theirs == base else (theirs, yours)
    gone = set(base) - (set(theirs) & set(yours))
    return tuple(dict.fromkeys(id_ for id_ in (*first, *second) if id_ not in gone))


def _fields(content: Content) -> dict[Path, Any]:
    fields: dict[Path, Any] = {
        (key,): value for key, value in content.items() if key != "resources" and value is not None
    }
    resources = content.get("resources") or []
    if resources:
        fields[RESOURCES] = tuple(resource["id"] for resource in resources)
    for resource in resources:
        for key, value in resource.items():
            if key != "id" and value is not None:
                fields[("resources", resource["id"], key)] = value
    return fields


def _content(fields: Mapping[Path, Any]) -> dict[str, Any]:
    content = {
        path[0]: value for path, value in fields.items() if len(path) == 1 and value is not None
    }
    ids = content.pop("resources", ())
    resources: dict[str, dict[str, Any]] = {id_: {"id": id_} for id_ in ids}
    for path, value in fields.items():
        if len(path) == 3 and path[1] in resources and value is not None:
            resources[path[1]][path[2]] = value
    return {**content, "resources": list(resources.values())}
