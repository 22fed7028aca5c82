"""What other rooms implement to have their documents found in the library."""

from __future__ import annotations

from typing import Any

from ckan.plugins import Interface


class ILibrary(Interface):
    """Hand over what the core `library` holds of a document.

    Whoever changes one of these notes the package in the outbox (`jobs.outbox.note`), in the same transaction.
    """

    def get_library_texts(self, package_id: str) -> list[dict[str, Any]]:
        """Every text: `{number, day_from?, day_published?, nodes: [{kind, anchor, heading, text}]}`, ISO days."""
        return []

    def get_library_intervals(self, package_id: str) -> list[dict[str, Any]]:
        """The state on every day: `{state, flags, day_from, day_until, sentence?, event_id?}`.

        `day_until` is the first day after it; None is open on that side.
        """
        return []
