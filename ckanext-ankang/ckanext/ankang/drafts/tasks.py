"""What the room `drafts` has for the workbench: what I write, and what came back to me."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

MOST = 200
SECTIONS = {"draft": "drafts", "returned": "returned"}


def sections(person: Person) -> list[Section]:
    """The person's drafts, and those that a reviewer returned."""
    return [
        Section(code, [_entry(one) for one in _listed(person, state)])
        for state, code in SECTIONS.items()
    ]


def _listed(person: Person, state: str) -> list[dict[str, Any]]:
    asked = {"mine": True, "state": state, "limit": MOST}
    found: list[dict[str, Any]] = tk.get_action("ankang_revision_list")(person.context, asked)
    return found


def _entry(one: dict[str, Any]) -> Entry:
    saved = tk._("{person} 保存于 {moment}").format(
        person=one["saved_by"], moment=tk.h.ankang_moment(one["saved"])
    )
    return Entry(
        title=one["title"] or tk._("还没有名称的草稿"),
        link=one["url"],
        action=tk._("修改") if one["state"] == "returned" else tk._("接着写"),
        facts=(saved,),
        since=one["saved"],
    )
