"""Template helpers of the room `workbench`."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.portal.wording import today as _today

from .sections import clock as _clock


def ankang_clock(due: date) -> dict[str, Any]:
    """The time left until a day: {state, text, title} of a badge."""
    found = _clock(due, _today())
    title = tk._("{day}到期").format(day=tk.h.ankang_date(due))
    if found.provisional:
        title += tk._("；当年放假安排尚未公布，暂按法定节假日推算")
    return {
        "state": found.state,
        "text": tk._(found.template).format(days=found.days),
        "title": title,
    }
