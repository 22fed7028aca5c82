"""Handing over what a leaver has in a department."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from .. import handing as _handing
from . import schema


@tk.side_effect_free
def ankang_handover_preview(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """What of `from` in `department` would go to `to`: {lines, seen}."""
    tk.check_access("ankang_handover_preview", context, data_dict)
    order = _handing.order(_valid(data_dict, schema.handover_preview()))
    lines = _handing.lines(order)
    return {"lines": lines, "seen": _handing.mark(lines)}


def ankang_handover(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Hand drafts and cases over and end the posts: {lines}; `seen` is the mark of the preview."""
    tk.check_access("ankang_handover", context, data_dict)
    data = _valid(data_dict, schema.handover())
    actor = context.get("user")
    if not actor:
        raise tk.NotAuthorized(tk._("移交须由登录的人办理。"))
    order = _handing.order(data)
    return {"lines": _handing.hand_over(order, data["ground"], data["seen"], actor)}


def _valid(data_dict: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    data, errors = tk.navl_validate(data_dict, rules)
    if errors:
        raise tk.ValidationError(errors)
    return {name: data[name] for name in rules if name in data}
