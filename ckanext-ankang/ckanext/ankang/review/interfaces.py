"""What another room implements to take part in publishing."""

from __future__ import annotations

from typing import Any

from ckan.plugins import Interface


class IPublication(Interface):
    """Say what stops an item, and do a room's share when it becomes public."""

    def check_publication(self, item: dict[str, Any]) -> list[str]:
        """Return reasons, in Chinese sentences, why this item must not become public."""
        return []

    def apply_publication(self, item: dict[str, Any]) -> None:
        """Do this room's share in the publishing transaction; never commit, be idempotent.

        The package rows exist already: `item["package"]["id"]` and each resource's `id`.
        """
