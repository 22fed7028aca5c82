"""What the room `links` has for the workbench: dead links of the person's departments."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

from . import shown


def sections(person: Person) -> list[Section]:
    """One entry for each dead link."""
    if not person.departments:
        return []
    found = shown.listed(person.departments, "dead", 0, 1_000)["results"]
    entries = [
        Entry(
            title=_title(one),
            link=str(tk.h.url_for("ankang_links.read", id=one["id"])),
            action=tk._("处理"),
            facts=(one["reason"],),
            since=one["since"],
        )
        for one in found
    ]
    return [Section("dead_links", entries, str(tk.h.url_for("ankang_links.index")))]


def _title(one: dict[str, object]) -> str:
    package = one["package"]
    assert isinstance(package, dict)
    return "：".join(str(part) for part in (package["title"], one["name"]) if part)
