"""Which row of one version is which of the other, by hashes alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .sketch import Hashes


@dataclass(frozen=True)
class Matched:
    """Places of rows (from 0): added in the new table, removed from the old, changed in both."""

    added: Hashes
    removed: Hashes
    changed_old: Hashes
    changed_new: Hashes
    unchanged: int

    @property
    def recognised(self) -> int:
        """How many rows are in both."""
        return len(self.changed_old) + self.unchanged

    @property
    def differing(self) -> int:
        """How many rows are told; one that went and one that came instead count twice."""
        return len(self.added) + len(self.removed) + len(self.changed_old)


def match_keyed(old_keys: Hashes, new_keys: Hashes, old: Hashes, new: Hashes) -> Matched | None:
    """Match rows of one key; None where a key stands twice."""
    if _doubled(old_keys) or _doubled(new_keys):
        return None
    _, ours, theirs = np.intersect1d(old_keys, new_keys, assume_unique=True, return_indices=True)
    differs = old[ours] != new[theirs]
    order = np.argsort(theirs[differs])
    return Matched(
        added=_others(len(new_keys), theirs),
        removed=_others(len(old_keys), ours),
        changed_old=ours[differs][order],
        changed_new=theirs[differs][order],
        unchanged=int(np.count_nonzero(~differs)),
    )


def match_rows(old: Hashes, new: Hashes) -> Matched:
    """Match rows that are wholly the same, each as often as it stands in both."""
    ours, theirs = _numbered(old), _numbered(new)
    values, both = np.unique(np.concatenate([ours[0], theirs[0]])), np.empty(0, np.int64)
    # The nth of equal rows is the nth: a row and its number are one key.
    most = max(len(old), len(new)) + 1
    before, after = (
        np.searchsorted(values, hashes) * most + numbers for hashes, numbers in (ours, theirs)
    )
    _, first, second = np.intersect1d(before, after, assume_unique=True, return_indices=True)
    return Matched(
        added=_others(len(new), second),
        removed=_others(len(old), first),
        changed_old=both,
        changed_new=both,
        unchanged=len(first),
    )


def _numbered(rows: Hashes) -> tuple[Hashes, Hashes]:
    """Each row with how many of its equals stand before it."""
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    begins = np.r_[True, ordered[1:] != ordered[:-1]] if len(rows) else np.empty(0, bool)
    starts = np.maximum.accumulate(np.where(begins, np.arange(len(rows)), 0))
    numbers = np.empty(len(rows), np.int64)
    numbers[order] = np.arange(len(rows)) - starts
    return rows, numbers


def _others(count: int, places: Hashes) -> Hashes:
    """All places up to `count` that are not among these."""
    left = np.ones(count, bool)
    left[places] = False
    return np.flatnonzero(left)


def _doubled(keys: Hashes) -> bool:
    ordered = np.sort(keys)
    return bool((ordered[1:] == ordered[:-1]).any())
