"""What another room implements to have its work on the workbench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ckan.plugins import Interface

from .sections import Section


@dataclass(frozen=True)
class Person:
    """Whose workbench it is; `departments` are those in which he may write."""

    id: str
    name: str
    departments: tuple[str, ...] = ()

    @property
    def context(self) -> Any:
        """The context in which actions answer what this person may see."""
        return {"user": self.name}


class IWorkbench(Interface):
    """Bring what waits for a person."""

    def get_workbench_sections(self, person: Person) -> list[Section]:
        """The sections of schemas/workbench.yaml that this room fills for this person.

        Only what the person may see, and has to do something about; nothing that costs a query for
        each entry.
        """
        return []


class IHandover(Interface):
    """Hand over what a leaver has in a department."""

    def get_handover(self, leaver: str, department: str) -> list[str]:
        """What this room would hand over or end, each in a short Chinese line."""
        return []

    def hand_over(self, leaver: str, successor: str, department: str, actor: str) -> None:
        """Do it in the caller's transaction, with its lines in the audit log; never commit."""
