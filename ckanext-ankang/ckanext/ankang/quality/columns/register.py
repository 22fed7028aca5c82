"""Which column id belongs to which header title, for the life of a resource.

Pure rules, without the database: an id is never given to a second column. A title that comes back
finds its old id; only a rename that a person confirmed moves an id to another title.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

# 名称 and 线路名称 share two of three characters on average.
ALIKE = 0.5


class RegisterConflict(ValueError):
    """A version gives an id or a title to another column than the register does."""


@dataclass(frozen=True)
class Column:
    """One column of a resource; `first` and `last` are the numbers of the public versions with it.

    Both are None where a publisher described a column that is not public yet. A retired id has
    lost its title to another id by a rename, and is kept so that nobody gets it again.
    """

    id: str
    title: str
    first: int | None = None
    last: int | None = None
    retired: bool = False


@dataclass(frozen=True)
class Change:
    """How the titles of a version differ from what is public, in the order of each side."""

    known: tuple[str, ...]
    new: tuple[str, ...]
    vanished: tuple[str, ...]


@dataclass(frozen=True)
class Shape:
    """A column as one version has it."""

    id: str
    title: str
    type: str


@dataclass(frozen=True)
class Proposal:
    """A vanished column (`id`, `old`) that may go on as a new one, and why it looks so."""

    id: str
    old: str
    new: str
    reasons: tuple[str, ...]


def compare(columns: Collection[Column], titles: Iterable[str]) -> Change:
    """Tell the titles of a version apart; what vanished earlier does not vanish again."""
    delivered = tuple(dict.fromkeys(titles))
    public = [column for column in columns if column.last is not None and not column.retired]
    registered = {column.title for column in public}
    newest = max((column.last or 0 for column in public), default=0)
    return Change(
        known=tuple(title for title in delivered if title in registered),
        new=tuple(title for title in delivered if title not in registered),
        vanished=tuple(
            column.title
            for column in public
            if column.last == newest and column.title not in delivered
        ),
    )


def bind(columns: Collection[Column], ids: Mapping[str, str], number: int) -> tuple[Column, ...]:
    """Return the register after public version `number`, whose header is `ids` (title: column id).

    Binding the same version again changes nothing. Raises RegisterConflict where the version
    contradicts the register, or gives one id to two titles.
    """
    return tuple(
        replace(
            column,
            first=number if column.first is None else min(column.first, number),
            last=number if column.last is None else max(column.last, number),
        )
        if column.title in ids and not column.retired
        else column
        for column in reserve(columns, ids)
    )


def reserve(columns: Collection[Column], ids: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the register with these titles holding these ids, before any version is public.

    Raises RegisterConflict as `bind` does.
    """
    by_title = {column.title: column for column in columns if not column.retired}
    owners: dict[str, str | None] = {
        column.id: None if column.retired else column.title for column in columns
    }
    for title, id in ids.items():
        registered = by_title.setdefault(title, Column(id, title))
        if owners.setdefault(id, title) != title or registered.id != id:
            raise RegisterConflict(f"column id {id!r} is not free for the title {title!r}")
    return (*by_title.values(), *(column for column in columns if column.retired))


def rename(columns: Collection[Column], old: str, new: str) -> tuple[Column, ...]:
    """Return the register with the id of the title `old` moved to the title `new`.

    An id that `new` had so far is retired. Raises RegisterConflict where no column is called `old`.
    """
    if old == new or all(column.retired or column.title != old for column in columns):
        raise RegisterConflict(f"{old!r} cannot have been renamed to {new!r}")

    def moved(column: Column) -> Column:
        if column.retired:
            return column
        if column.title == new:
            return replace(column, retired=True)
        return replace(column, title=new) if column.title == old else column

    return tuple(moved(column) for column in columns)


def proposals(
    columns: Collection[Column], before: Sequence[Shape], after: Sequence[Shape]
) -> tuple[Proposal, ...]:
    """Which vanished column may have been renamed to which new one, the likeliest pairs first.

    `before` is the header of the newest public version, `after` the one that is compared. A pair
    is proposed where the titles are alike, or where place and type are the same; each column is
    in one proposal at most.
    """
    change = compare(columns, [shape.title for shape in after])
    ids = {column.title: column.id for column in columns if not column.retired}
    pairs = [(_likeness(old, new), old, new) for old in change.vanished for new in change.new]
    places = (_places(before), _places(after))
    found: list[tuple[float, Proposal]] = []
    for likeness, old, new in pairs:
        reasons = _reasons(likeness, old, new, *places)
        # Without a like title both place and type have to speak for it.
        if likeness >= ALIKE or len(reasons) == 2:
            proposal = Proposal(ids[old], old, new, tuple(reasons))
            found.append((likeness + len(reasons), proposal))
    return _matched([proposal for _, proposal in sorted(found, key=lambda one: -one[0])])


def _likeness(old: str, new: str) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


@dataclass(frozen=True)
class _Place:
    """Where a column stands: its number and its neighbours."""

    number: int
    type: str
    left: str
    right: str


def _places(shapes: Sequence[Shape]) -> dict[str, _Place]:
    titles = ["", *(shape.title for shape in shapes), ""]
    return {
        shape.title: _Place(number, shape.type, titles[number - 1], titles[number + 1])
        for number, shape in enumerate(shapes, start=1)
    }


def _reasons(
    likeness: float, old: str, new: str, before: Mapping[str, _Place], after: Mapping[str, _Place]
) -> list[str]:
    reasons = ["列名相近"] if likeness >= ALIKE else []
    was, now = before.get(old), after.get(new)
    if was is None or now is None:
        return reasons
    between = was.left == now.left and was.right == now.right
    if was.number == now.number or between:
        reasons.append("位置相同")
    if was.type == now.type:
        reasons.append("类型相同")
    return reasons


def _matched(ordered: Iterable[Proposal]) -> tuple[Proposal, ...]:
    taken: set[tuple[str, str]] = set()
    chosen = []
    for proposal in ordered:
        sides = {("old", proposal.old), ("new", proposal.new)}
        if not taken & sides:
            taken |= sides
            chosen.append(proposal)
    return tuple(chosen)
