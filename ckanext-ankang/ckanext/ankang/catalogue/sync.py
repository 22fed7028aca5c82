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
    """What one organisation or group must be; `parent` is the organisation above it."""

    kind: str
    name: str
    title: str
    parent: str = ""


def bodies() -> Iterator[Body]:
    """Yield every department, a parent before its children, then every theme."""
    for department in departments():
        yield Body("organization", department.name, department.title, department.parent)
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
    wanted: dict[str, Any] = {"name": body.name, "title": body.title, "state": "active"}
    if body.kind == "organization":
        # Core's hierarchy: the groups of an organisation are those above it.
        wanted["groups"] = [{"name": body.parent}] if body.parent else []
    if group is None:
        _call(f"{body.kind}_create", wanted)
        return "created"
    if (group.title, group.state, _parents(group)) == (body.title, "active", _wanted(body)):
        return "unchanged"
    _call(f"{body.kind}_patch", {**wanted, "id": group.id})
    return "changed"


def _parents(group: model.Group) -> list[str]:
    return [parent.name for parent in group.get_parent_groups(group.type)]


def _wanted(body: Body) -> list[str]:
    return [body.parent] if body.parent else []


def _call(action: str, data: dict[str, Any]) -> None:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    with gate.allowed("departments and themes from schemas/"):
        tk.get_action(action)({"ignore_auth": True, "user": user}, data)
