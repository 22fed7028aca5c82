"""Template helpers of the room `quality`."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from markupsafe import Markup

from . import scores as _scores
from . import validations as _validations

_TYPES = {
    "string": "文本",
    "integer": "整数",
    "number": "数值",
    "boolean": "是否",
    "date": "日期",
    "datetime": "日期时间",
    "time": "时间",
    "year": "年份",
    "yearmonth": "年月",
}


def ankang_validation_badge(resource: dict[str, Any]) -> Markup | str:
    """Return the badge of a resource's public file, linked to its report; nothing without one."""
    version_id = resource.get("version_id")
    validation = _validations.summaries([version_id]).get(version_id) if version_id else None
    if validation is None:
        return ""
    return tk.render_snippet("ankang/snippets/validation_badge.html", {"validation": validation})


def ankang_table_schema(resource: dict[str, Any]) -> list[dict[str, str]]:
    """Return the columns of a resource's public file from its Table Schema."""
    version_id = resource.get("version_id")
    found = _validations.table_schema(version_id).get("fields", []) if version_id else []
    return [
        {
            "id": field["name"],
            "title": field.get("title") or field["name"],
            "type": ankang_column_type(field),
            "description": field.get("description") or "",
        }
        for field in found
    ]


def ankang_column_type(field: dict[str, Any]) -> str:
    """Return the type of a column in words."""
    return str(tk._(_TYPES.get(field.get("type", "string"), "文本")))


def ankang_validation_colour(verdict: str) -> str:
    """Return the kind of badge that a verdict is: ok, notice or error."""
    return {"valid": "ok", "held": "notice"}.get(verdict, "error")


def ankang_quality_score(package: dict[str, Any]) -> Markup | str:
    """Return the score of a dataset, linked to its reasons; nothing where there is none."""
    found = _scores.latest(package["id"])
    return tk.render_snippet("ankang/snippets/score.html", {"score": found}) if found else ""
