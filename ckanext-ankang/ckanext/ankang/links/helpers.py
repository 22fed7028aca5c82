"""What templates ask of the room `links`."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from . import shown


def ankang_link_state(resource: dict[str, Any]) -> dict[str, Any] | None:
    """What is known of the outside link of a resource; None for a stored file, or before the first look."""
    if resource.get("url_type") or not resource.get("url"):
        return None
    return shown.state_of(resource["id"])


def ankang_link_states() -> dict[str, str]:
    """What the states of a link are called."""
    return {
        "dead": tk._("打不开"),
        "failing": tk._("上一次没有打开"),
        "unclear": tk._("对方不让程序查看"),
        "new": tk._("还没有检查"),
        "alive": tk._("正常"),
        "broken": tk._("没有打开"),
    }
