"""Template helpers of the room `security`."""

from collections.abc import Iterable
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


@tk.chained_helper
def format_resource_items(
    next_helper: Any, items: Iterable[tuple[str, Any]]
) -> list[tuple[str, Any]]:
    """Show of a resource's machine fields those that mean something to a reader, by their names."""
    names = {"created": tk._("创建时间"), "last_modified": tk._("更新时间"), "size": tk._("大小")}
    facts = next_helper([(key, value) for key, value in items if key in names])
    return [(names[key.replace(" ", "_")], value) for key, value in facts]


@tk.chained_helper
def dict_list_reduce(next_helper: Any, list_: Any, key: str, unique: bool = True) -> list[Any]:
    """Pass over what is no dict: `/dataset/new?tags=x` in the address breaks core's form."""
    found: list[Any] = next_helper([item for item in list_ if isinstance(item, dict)], key, unique)
    return found
