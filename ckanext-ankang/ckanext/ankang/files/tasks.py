"""What the room `files` has for the workbench: erasures that wait for the second person."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.ankang.workbench.interfaces import Person
from ckanext.ankang.workbench.sections import Entry, Section

from . import erasure


def sections(person: Person) -> list[Section]:
    """Erasures that somebody else asked for, for those who may confirm them."""
    try:
        found = tk.get_action("ankang_erasure_list")(person.context, {})
    except tk.NotAuthorized:
        return []
    page = tk.h.url_for("ankang_erasures.index")
    entries = [
        Entry(
            # What was hidden is named by nothing but its ground.
            title=tk._("申请清除：{ground}").format(ground=one["ground"]),
            link=page,
            action=tk._("确认"),
            facts=(tk._("由 {person} 申请").format(person=one["requested_by"]),),
            since=one["hidden"],
        )
        for one in found
        if one["state"] == erasure.REQUESTED and one["requested_by"] != person.name
    ]
    return [Section("erasures", entries, page)]
