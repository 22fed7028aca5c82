"""What another room implements to take part in publishing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ckan.plugins import Interface


class IPublication(Interface):
    """Say what stops an item, and do a room's share when it becomes public."""

    def check_publication(self, item: dict[str, Any]) -> list[str]:
        """Return reasons, in Chinese sentences, why this item must not become public."""
        return []

    def check_publication_together(
        self, item: dict[str, Any], items: Sequence[dict[str, Any]]
    ) -> list[str]:
        """Return reasons why this item must not become public together with all items of its case."""
        return []

    def apply_publication(self, item: dict[str, Any]) -> None:
        """Do this room's share in the publishing transaction; never commit, be idempotent.

        The package rows exist already: `item["package"]["id"]` and each resource's `id`.
        """

    def apply_publications(self, items: Sequence[dict[str, Any]]) -> None:
        """The same for all items of a case; a room that many items ask much of does it at once."""
        for item in items:
            self.apply_publication(item)

    def apply_withdrawal(self, item: dict[str, Any]) -> None:
        """Do this room's share when an item is taken down, in that transaction; be idempotent.

        `item` is that of a case of kind `withdraw`; its package is private already.
        """


class IReview(Interface):
    """Hear what happens to cases."""

    def after_case_event(self, case: dict[str, Any], event: dict[str, Any]) -> None:
        """Do a room's share in the transaction of the event; never commit.

        `case` and `event` are rows as dicts; `event["event"]` is one of `states.EVENTS`. The items
        are asked for by `ankang_case_show`.
        """
