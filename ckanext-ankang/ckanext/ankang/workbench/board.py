"""The workbench of a person: what all rooms have for him."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins as p

from . import config
from .interfaces import IWorkbench, Person
from .sections import Shown, arrange

# Of a CKAN membership: those who may write in a department.
WRITERS = ("admin", "editor")


def person_of(user: model.User) -> Person:
    """The person of an account, with the departments in which he may write."""
    departments = {
        id_
        for capacity in WRITERS
        for id_ in user.get_group_ids(group_type="organization", capacity=capacity)
    }
    return Person(user.id, user.name, tuple(sorted(departments)))


def board(person: Person) -> list[Shown]:
    """The sections that have something for this person."""
    plugins = p.PluginImplementations(IWorkbench)
    found = [section for plugin in plugins for section in plugin.get_workbench_sections(person)]
    return arrange(found, config.entries())
