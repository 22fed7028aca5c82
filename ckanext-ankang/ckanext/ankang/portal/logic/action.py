"""Actions of the room `portal`."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict
from flask import g, has_request_context

__all__ = ["package_search"]


@tk.chained_action
@tk.side_effect_free
def package_search(next_action: Any, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Keep the related results for the page: core's view hands its template only the hits."""
    answer: dict[str, Any] = next_action(context, data_dict)
    if context.get("for_view") and has_request_context():
        g.ankang_related = answer.get("ankang_related")
    return answer
