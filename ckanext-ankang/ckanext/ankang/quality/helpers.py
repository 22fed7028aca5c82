"""Template helpers of the room `quality`."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from markupsafe import Markup

from . import releases as _releases
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
    if not resource.get("version_id"):
        return ""
    validation = _validations.latest(resource["version_id"])
    if validation is None:
        return ""
    summary = {**validation.summary(), "verdict": _releases.verdict(validation)}
    return tk.render_snippet("ankang/snippets/validation_badge.html", {"validation": summary})


def ankang_table_schema(resource: dict[str, Any]) -> list[dict[str, str]]:
    """Return the columns of a resource's public file from its Table Schema."""
    version_id = resource.get("version_id")
    validation = _validations.latest(version_id) if version_id else None
    found = validation.schema.get("fields", []) if validation else []
    return [
        {
            "id": field["name"],
            "title": field.get("title") or field["name"],
            "type": tk._(_TYPES.get(field.get("type", "string"), "文本")),
            "description": field.get("description") or "",
        }
        for field in found
    ]


def ankang_quality_score(package: dict[str, Any]) -> Markup | str:
    """Return the score of a dataset, linked to its reasons; nothing where there is none."""
    found = _scores.latest(package["id"])
    return tk.render_snippet("ankang/snippets/score.html", {"score": found}) if found else ""
