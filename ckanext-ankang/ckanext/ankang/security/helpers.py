"""Template helpers of the room `security`."""

from typing import Any

import ckan.plugins.toolkit as tk


@tk.chained_helper
def humanize_entity_type(
    next_helper: Any, entity_type: str, object_type: str, purpose: str
) -> str | None:
    """Name our own types in Chinese, where core puts the type's English name into its sentence."""
    text = next_helper(entity_type, object_type, purpose)
    label = object_type.replace("_", " ").capitalize()
    return text and text.replace(label, tk._(label))


@tk.chained_helper
def render_datetime(
    next_helper: Any,
    datetime_: Any,
    date_format: str | None = None,
    with_hours: bool = False,
    with_seconds: bool = False,
) -> str:
    """Write moments as 2022年12月2日 04:00, where core writes 十二月 2, 2022, 04:00 (+0800)."""
    if not date_format and (with_hours or with_seconds):
        date_format = "%Y年%-m月%-d日 " + ("%H:%M:%S" if with_seconds else "%H:%M")
    return str(next_helper(datetime_, date_format))
