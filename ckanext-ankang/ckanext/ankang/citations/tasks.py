"""What the room `citations` has for the workbench: names that lead nowhere, for who keeps the register."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

from . import shown

# 市司法局 knows what an organ meant; the platform keeps schemas/laws.yaml.
POSTS = ("status_keeper", "platform_reviewer", "platform_supervisor")


def sections(person: Person) -> list[Section]:
    """One entry for all of them, as long as there are any."""
    held = tk.get_action("ankang_post_list")({"ignore_auth": True}, {"person": person.name})
    if not any(one["post"] in POSTS for one in held):
        return []
    count = shown.unresolved(1, 0)["count"]
    if not count:
        return []
    entry = Entry(
        title=tk._("有 {count} 个引用的名称或条款没有对应上").format(count=count),
        link=tk.h.url_for("ankang_citations.unresolved"),
        action=tk._("核对"),
    )
    return [Section("unresolved_citations", [entry])]
