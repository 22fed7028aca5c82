"""Which column id belongs to which header title, for the life of a resource.

Pure rules, without the database: an id is never given to a second column. A title that comes back
finds its old id; only a rename that a person confirmed moves an id to another title.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace


class RegisterConflict(ValueError):
    """A version gives an id or a title to another column than the register does."""


@dataclass(frozen=True)
class Column:
    """One column of a resource; `first` and `last` are the numbers of the versions that had it."""

    id: str
    title: str
    first: int
    last: int
    renamed_from: str | None = None


@dataclass(frozen=True)
class Change:
    """How the titles of a version differ from the register, in the order of each side."""

    known: tuple[str, ...]
    new: tuple[str, ...]
    vanished: tuple[str, ...]

    def undecided(self, declared_new: Collection[str] = ()) -> tuple[str, ...]:
        """Return the new titles that may be renames; none where nothing vanished.

        `declared_new` are the titles of which a person said that they are new columns.
        """
        if not self.vanished:
            return ()
        return tuple(title for title in self.new if title not in declared_new)


def compare(columns: Collection[Column], titles: Iterable[str]) -> Change:
    """Tell the titles of a version apart; what vanished earlier does not vanish again."""
    delivered = tuple(dict.fromkeys(titles))
    registered = {column.title for column in columns}
    newest = max((column.last for column in columns), default=0)
    return Change(
        known=tuple(title for title in delivered if title in registered),
        new=tuple(title for title in delivered if title not in registered),
        vanished=tuple(
            column.title
            for column in columns
            if column.last == newest and column.title not in delivered
        ),
    )


def bind(columns: Collection[Column], ids: Mapping[str, str], number: int) -> tuple[Column, ...]:
    """Return the register after version `number`, whose header is `ids` (title: column id).

    Binding the same version again changes nothing. Raises RegisterConflict where the version
    contradicts the register, or gives one id to two titles.
    """
    by_title = {column.title: column for column in columns}
    owners = {column.id: column.title for column in columns}
    for title, id in ids.items():
        registered = by_title.get(title)
        if owners.setdefault(id, title) != title or (registered and registered.id != id):
            raise RegisterConflict(f"column id {id!r} is not free for the title {title!r}")
        by_title[title] = (
            replace(registered, last=max(registered.last, number))
            if registered
            else Column(id, title, first=number, last=number)
        )
    return tuple(by_title.values())


def rename(columns: Collection[Column], change: Change, old: str, new: str) -> tuple[Column, ...]:
    """Return the register with the id of a vanished title moved to a new one.

    Raises RegisterConflict unless `change` has `old` among the vanished and `new` among the new.
    """
    if old not in change.vanished or new not in change.new:
        raise RegisterConflict(f"{old!r} cannot have been renamed to {new!r}")
    return tuple(
        replace(column, title=new, renamed_from=old) if column.title == old else column
        for column in columns
    )
