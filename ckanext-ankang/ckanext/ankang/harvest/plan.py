"""What a run will do, decided before anything is done (pure)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["add", "change", "unchanged", "vanished", "error"]
# Where a record stands: pending means that a run was cut off while it was being applied.
SETTLED = frozenset({"published", "held", "waiting"})
ONLY_PUBLISHED = frozenset({"published"})
VANISHED_AT_ONCE = 20
VANISHED_SHARE = 0.1
VANISHED_FEW = 3


@dataclass(frozen=True)
class Known:
    """An item as the last run left it."""

    identifier: str
    title: str
    content_hash: str
    state: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    vanished: bool = False


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
    """What is to happen to one item."""

    kind: Kind
    identifier: str
    title: str
    differences: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """All changes of a run, and those which the guard keeps back for a person."""

    changes: tuple[Change, ...]
    guarded: tuple[Change, ...] = ()

    def of(self, *kinds: Kind) -> list[Change]:
        """The changes of some kinds that go ahead."""
        return [change for change in self.changes if change.kind in kinds]

    @property
    def counts(self) -> dict[str, int]:
        """How many changes there are of each kind, and how many wait."""
        counted: Counter[str] = Counter(change.kind for change in self.changes)
        return {**counted, "guarded": len(self.guarded)}


def make_plan(
    known: Iterable[Known],
    found: Iterable[Found],
    *,
    complete: bool,
    peak: int = 0,
    again: bool = False,
) -> Plan:
    """Compare what is there with what is published.

    `complete` says whether the whole list was read: absence from half a list means nothing.
    `peak` is the highest number of published items of late; the guard counts against it.
    `again` takes up items that were held back although they did not change.
    """
    before = {item.identifier: item for item in known}
    now = {item.identifier: item for item in found}
    settled = ONLY_PUBLISHED if again else SETTLED
    changes = [_compare(before.get(item.identifier), item, settled) for item in now.values()]
    lost = [
        Change("vanished", item.identifier, item.title, reason="来源不再列出")
        for item in before.values()
        if item.identifier not in now and item.state == "published" and not item.vanished
    ]
    reason = _guard(lost, now, complete, max(peak, _published(before.values())))
    if reason:
        held = [Change("vanished", c.identifier, c.title, reason=reason) for c in lost]
        return Plan(tuple(changes), tuple(held))
    return Plan((*changes, *lost))


def _compare(old: Known | None, new: Found, settled: frozenset[str]) -> Change:
    if new.error:
        return Change("error", new.identifier, new.title, reason=new.error)
    if old is None:
        return Change("add", new.identifier, new.title)
    if old.content_hash == new.content_hash and old.state in settled:
        return Change("unchanged", new.identifier, new.title)
    kind: Kind = "change" if old.state == "published" else "add"
    return Change(kind, new.identifier, new.title, differences(old.fields, new.fields))


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields that differ, with both values; a missing field is None."""
    names = [*old, *(name for name in new if name not in old)]
    return {n: (old.get(n), new.get(n)) for n in names if old.get(n) != new.get(n)}


def _published(known: Iterable[Known]) -> int:
    return sum(item.state == "published" for item in known)


def _guard(lost: list[Change], now: Mapping[str, Found], complete: bool, peak: int) -> str:
    """Why items that are no longer listed are not believed to be gone (osv.dev, udata)."""
    if not lost:
        return ""
    if not complete:
        return "列表没有读完，不能据此认为已撤下"
    if not now:
        return "来源列表为空，不能据此认为已撤下"
    if len(lost) > VANISHED_AT_ONCE:
        return f"一次少了 {len(lost)} 项，超过 {VANISHED_AT_ONCE} 项，须由人确认"
    if len(lost) >= VANISHED_FEW and len(lost) > peak * VANISHED_SHARE:
        return f"一次少了 {len(lost)} 项，超过近期 {peak} 项的一成，须由人确认"
    return ""
