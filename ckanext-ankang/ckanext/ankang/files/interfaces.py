"""What another room implements to say who sees a version that is not public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.plugins import Interface


@dataclass(frozen=True)
class Erased:
    """What must leave no trace: versions, and with `whole` the dataset with all its resources."""

    package_id: str
    resource_ids: list[str]
    version_ids: list[str]
    title: str
    whole: bool


class DatasetGone(tk.ObjectNotFound):
    """A dataset that was public and is no more; its sentence says why and is for everybody."""


class IVersionReaders(Interface):
    """Know what a waiting version belongs to, and who may read it while it waits."""

    def may_read_waiting(self, user: str, version: dict[str, Any]) -> bool | None:
        """Whether this person may read the version; None where this room knows nothing of it."""
        return None


class IErasure(Interface):
    """Forget everything that a room derived from what is erased."""

    def erase(self, erased: Erased) -> None:
        """Delete or empty this room's rows in the caller's transaction; be idempotent."""
