"""What another room implements to say who sees a version that is not public."""

from __future__ import annotations

from typing import Any

from ckan.plugins import Interface


class IVersionReaders(Interface):
    """Know what a waiting version belongs to, and who may read it while it waits."""

    def may_read_waiting(self, user: str, version: dict[str, Any]) -> bool | None:
        """Whether this person may read the version; None where this room knows nothing of it."""
        return None
