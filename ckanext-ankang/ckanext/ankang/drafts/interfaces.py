"""What another room implements to keep what it brings from being typed over."""

from __future__ import annotations

from dataclasses import dataclass

from ckan.plugins import Interface


@dataclass(frozen=True)
class Given:
    """What a source gives of a package: its fields and the ids of its files; `title` is the source's."""

    title: str
    fields: frozenset[str]
    files: frozenset[str]


class IGiven(Interface):
    """Know packages whose content somebody else gives."""

    def get_given(self, package_id: str) -> Given | None:
        """What of this package no form and no token changes; None where this room knows nothing of it."""
        return None
