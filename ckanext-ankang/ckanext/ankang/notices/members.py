"""Who may write in a department, as CKAN's memberships say."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

WRITERS = ("admin", "editor")


def writers(department: str) -> tuple[str, ...]:
    """The ids of the accounts that may write in a department."""
    ask = tk.get_action("member_list")
    members = {"id": department, "object_type": "user"}
    return tuple(
        id_
        for capacity in WRITERS
        for id_, *_ in ask({"ignore_auth": True}, {**members, "capacity": capacity})
    )
