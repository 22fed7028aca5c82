"""Departments and themes as CKAN organisations and groups, brought in line with schemas/."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue.vocabularies import departments, vocabulary
from ckanext.ankang.review import gate


@dataclass(frozen=True)
class Body:
    """What one organisation or group must be."""

    kind: str
    name: str
    title: str


def bodies() -> Iterator[Body]:
    """Yield every department, then every theme."""
    for department in departments():
        yield Body("organization", department.name, department.title)
    for theme in vocabulary("themes").values:
        yield Body("group", theme.code, theme.label)


def synchronise() -> dict[str, int]:
    """Create what is missing and mend what differs, one transaction a body; count what was done."""
    counts = {"created": 0, "changed": 0, "unchanged": 0}
    for body in bodies():
        counts[_bring_in_line(body)] += 1
    return counts


def _bring_in_line(body: Body) -> str:
    group = model.Group.get(body.name)
    wanted = {"name": body.name, "title": body.title, "state": "active"}
    if group is None:
        _call(f"{body.kind}_create", wanted)
        return "created"
    if (group.title, group.state) == (body.title, "active"):
        return "unchanged"
    _call(f"{body.kind}_patch", {**wanted, "id": group.id})
    return "changed"


def _call(action: str, data: dict[str, Any]) -> None:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    with gate.allowed("departments and themes from schemas/"):
        tk.get_action(action)({"ignore_auth": True, "user": user}, data)
