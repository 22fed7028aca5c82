"""What another room implements to hear that a document has another force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ckan.plugins import Interface


@dataclass(frozen=True)
class ForceChange:
    """A public document (its package dict) has this force (document_forces.yaml) from this day on."""

    document: dict[str, Any]
    state: str
    day: date


class IValidity(Interface):
    """Hear of changes of force, on their day or when they become known later."""

    def after_force_change(self, change: ForceChange) -> None:
        """Do this room's share in the caller's transaction; never commit, be idempotent."""
