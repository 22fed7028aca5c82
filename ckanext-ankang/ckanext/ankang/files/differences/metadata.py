"""What a person said differently of a dataset or a resource."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def metadata_changes(old: Json, new: Json, fields: list[str]) -> list[Json]:
    """Return `{field, old, new}` of each of these fields that is not the same."""
    return [
        {"field": name, "old": old.get(name), "new": new.get(name)}
        for name in fields
        if (old.get(name) or None) != (new.get(name) or None)
    ]
