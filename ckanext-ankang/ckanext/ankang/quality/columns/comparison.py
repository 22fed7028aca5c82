"""What a version changed in the columns of the public one (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .register import Shape


def shapes(schema: dict[str, Any], facts: dict[str, Any]) -> list[Shape]:
    """The columns of a validated version: ids, the header's own titles, judged types.

    A publisher may have corrected a title in the schema; the file's own stands in the facts.
    """
    types = {entry["name"]: entry.get("type", "any") for entry in schema.get("fields", [])}
    return [
        Shape(column["id"], column["title"], types.get(column["id"], column["type"]))
        for column in facts.get("columns", [])
    ]


def schema_changes(before: Sequence[Shape], after: Sequence[Shape]) -> list[dict[str, str]]:
    """Columns removed, renamed, retyped and added: {change, id, title, before, after}.

    What breaks the work of those who use the data comes first.
    """
    old, new = ({shape.id: shape for shape in side} for side in (before, after))
    kept = [(old[id], shape) for id, shape in new.items() if id in old]
    return [
        *(_change("removed", shape, shape.type, "") for id, shape in old.items() if id not in new),
        *(_change("retyped", now, was.type, now.type) for was, now in kept if was.type != now.type),
        *(
            _change("renamed", now, was.title, now.title)
            for was, now in kept
            if was.title != now.title
        ),
        *(_change("added", shape, "", shape.type) for id, shape in new.items() if id not in old),
    ]


def _change(kind: str, shape: Shape, before: str, after: str) -> dict[str, str]:
    return {"change": kind, "id": shape.id, "title": shape.title, "before": before, "after": after}
