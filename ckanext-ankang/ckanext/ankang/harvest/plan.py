"""What a run will do, and what of it waits for a person: decided before anything is done (pure)."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Kind = Literal["add", "change", "unchanged", "vanished", "error"]
# Where a record stands: pending means that a run was cut off while it was being applied.
SETTLED = frozenset({"published", "held", "waiting"})
ONLY_PUBLISHED = frozenset({"published"})
# What a person decided to leave although the source does not list it.
VANISHED = "vanished"
VANISHED_AT_ONCE = 20
VANISHED_SHARE = 0.1
VANISHED_FEW = 3
FAILURES = 5


@dataclass(frozen=True)
class Shape:
    """What the guard looks at in one file: its columns and how many rows it has."""

    columns: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True)
class Known:
    """An item as the last run left it."""

    identifier: str
    title: str
    content_hash: str
    state: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    # Whether it is marked as vanished, and whether something of it is public.
    vanished: bool = False
    published_hash: str | None = None
    left_hash: str = ""

    @property
    def public(self) -> bool:
        """Whether something of it is public, whatever waits beside."""
        if self.published_hash is None:
            return self.state == "published"
        return bool(self.published_hash)


@dataclass(frozen=True)
class Found:
    """An item as the source shows it now; with an error it gave no content."""

    identifier: str
    title: str
    content_hash: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True)
class Change:
    """What is to happen to one item; `before` and `after` are the shapes of its files."""

    kind: Kind
    identifier: str
    title: str
    differences: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""
    before: tuple[Shape, ...] = ()
    after: tuple[Shape, ...] = ()


@dataclass(frozen=True)
class Listed:
    """What the guard knows of a run beside its changes.

    `peak` is the highest number of published items in the last 30 days, `gone` how many of them went
    in that time without a person's word: 9 % a day would empty a catalogue unseen.
    """

    complete: bool
    empty: bool = False
    peak: int = 0
    gone: int = 0


@dataclass(frozen=True)
class Plan:
    """All changes of a run, and those which the guard keeps back for a person."""

    changes: tuple[Change, ...]
    guarded: tuple[Change, ...] = ()

    def of(self, *kinds: Kind) -> list[Change]:
        """The changes of some kinds that go ahead."""
        return [change for change in self.changes if change.kind in kinds]


def compare(old: Known | None, new: Found, again: bool = False) -> Change:
    """What is to happen to an item that the source lists."""
    if new.error:
        return Change("error", new.identifier, new.title, reason=new.error)
    if old is None:
        return Change("add", new.identifier, new.title)
    if is_settled(old, new.content_hash, again):
        return Change("unchanged", new.identifier, new.title)
    kind: Kind = "change" if old.public else "add"
    return Change(kind, new.identifier, new.title, differences(old.fields, new.fields))


def is_settled(old: Known, content_hash: str, again: bool = False) -> bool:
    """Whether nothing is to be done about an item with this content."""
    settled = ONLY_PUBLISHED if again else SETTLED
    same = old.content_hash == content_hash and old.state in settled
    return same or old.left_hash == content_hash != ""


def lost_items(known: Iterable[Known], seen: Container[object]) -> list[Change]:
    """What is public, is not listed any more, and is neither marked so nor left so by a person."""
    return [
        Change("vanished", item.identifier, item.title, reason="来源不再列出")
        for item in known
        if item.public
        and not item.vanished
        and item.left_hash != VANISHED
        and item.identifier not in seen
    ]


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields that differ, with both values; a missing field is None."""
    names = [*old, *(name for name in new if name not in old)]
    return {n: (old.get(n), new.get(n)) for n in names if old.get(n) != new.get(n)}


def guarded(changes: Sequence[Change], listed: Listed) -> Plan:
    """Cut out what only a person may let pass; the rest goes ahead."""
    lost = [change for change in changes if change.kind == "vanished"]
    mass = _mass(len(lost), listed)
    gone_titles = {change.title for change in lost}
    new_titles = {change.title for change in changes if change.kind == "add"}
    ahead: list[Change] = []
    kept: list[Change] = []
    for change in changes:
        reason = _renamed(change, gone_titles, new_titles) or _shrunk(change)
        if change.kind == "vanished":
            reason = mass or reason
        (kept if reason else ahead).append(replace(change, reason=reason or change.reason))
    return Plan(tuple(ahead), tuple(kept))


def _mass(lost: int, listed: Listed) -> str:
    """Why items that are no longer listed are not believed to be gone (osv.dev, udata)."""
    if not lost:
        return ""
    if listed.empty:
        return "来源列表为空，不能据此认为已撤下"
    if not listed.complete:
        return "列表没有读完，不能据此认为已撤下"
    gone = lost + listed.gone
    if gone > VANISHED_AT_ONCE:
        return f"近期共少了 {gone} 项（本次 {lost} 项），超过 {VANISHED_AT_ONCE} 项，须由人确认"
    if gone >= VANISHED_FEW and gone > listed.peak * VANISHED_SHARE:
        return (
            f"近期共少了 {gone} 项（本次 {lost} 项），超过最多时 {listed.peak} 项的一成，须由人确认"
        )
    return ""


def _renamed(change: Change, gone: Collection[str], new: Collection[str]) -> str:
    """Why an item that goes and one that comes may be the same under another id."""
    if change.kind == "vanished" and change.title in new:
        return "来源新增了同名条目，可能只是换了标识，须由人确认"
    if change.kind == "add" and change.title in gone:
        return "同名条目刚从来源消失，可能只是换了标识，须由人确认"
    return ""


def _shrunk(change: Change) -> str:
    """Why a change of what is public looks like a loss."""
    if change.kind != "change":
        return ""
    if len(change.after) < len(change.before):
        return f"文件由 {len(change.before)} 个减少到 {len(change.after)} 个，须由人确认"
    for number, (old, new) in enumerate(zip(change.before, change.after, strict=False), start=1):
        if missing := [column for column in old.columns if column not in new.columns]:
            return f"第 {number} 个文件少了列：{'、'.join(missing)}，须由人确认"
        if old.rows - new.rows >= VANISHED_FEW and new.rows * 2 <= old.rows:
            return f"第 {number} 个文件由 {old.rows} 行减少到 {new.rows} 行，须由人确认"
    return ""
