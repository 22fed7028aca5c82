"""What a source gives of a dataset stays as the source says it: the department adds, and changes nothing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from .interfaces import Given, IGiven

Json = dict[str, Any]
# What of a file its source says.
FILE_KEYS = ("name", "format", "version_id", "table_schema")


def given(package_id: str) -> Given | None:
    """What a source gives of a package."""
    found = (plugin.get_given(package_id) for plugin in p.PluginImplementations(IGiven))
    return next((one for one in found if one), None)


def check(
    package_id: str, written: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]
) -> None:
    """Refuse to change what a source gives; `earlier` are the contents that may be gone on from."""
    found = given(package_id)
    if found is None:
        return
    problem = tk._("由数据来源“{source}”提供，不能在这里修改；来源更正后会自动更新。").format(
        source=found.title
    )
    wrong = {
        name: [problem]
        for name in sorted(found.fields)
        if all(written.get(name) != one.get(name) for one in earlier)
    }
    files = _files(written, found)
    if all(files != _files(one, found) for one in earlier):
        wrong["resources"] = [problem]
    if wrong:
        raise tk.ValidationError(wrong)


def _files(content: Mapping[str, Any], found: Given) -> list[Json]:
    """The files of a source in a content, as far as the source says them."""
    return [
        {name: one.get(name) for name in ("id", *FILE_KEYS)}
        for one in content.get("resources", [])
        if one["id"] in found.files
    ]
