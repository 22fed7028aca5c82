"""Template helpers of the room `quality`."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from markupsafe import Markup

from ckanext.ankang.catalogue.vocabularies import label as _label
from ckanext.ankang.catalogue.vocabularies import vocabulary as _vocabulary

from . import releases as _releases
from . import validations as _validations
from .columns import descriptors as _descriptors
from .columns import editor as _editor
from .columns.descriptors import TYPES as _TYPES
from .scores import standing as _scores
from .table_schemas import schema_names as _schema_names
from .table_schemas import schema_title as _schema_title


def ankang_validation_badge(resource: dict[str, Any]) -> Markup | str:
    """Return the badge of a resource's public file, linked to its report; nothing without one."""
    version_id = resource.get("version_id")
    validation = _validations.summaries([version_id]).get(version_id) if version_id else None
    if validation is None:
        return ""
    verdict = _releases.verdict_now(validation["version_id"], validation["verdict"])
    return tk.render_snippet(
        "ankang/snippets/validation_badge.html", {"validation": {**validation, "verdict": verdict}}
    )


def ankang_table_schema(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the columns of a resource's public file from its Table Schema, as people read them."""
    version_id = resource.get("version_id")
    found = _validations.table_schema(version_id).get("fields", []) if version_id else []
    return [_dictionary_entry(field) for field in found]


def ankang_validation_colour(verdict: str) -> str:
    """Return the kind of badge that a verdict is: ok, notice or error."""
    return {"valid": "ok", "released": "ok", "held": "notice"}.get(verdict, "error")


def ankang_table_schema_choices(field: dict[str, Any]) -> list[dict[str, str]]:
    """Return the schemas of `schemas/tables/` as scheming wants them."""
    return [{"value": name, "label": _schema_title(name)} for name in _schema_names()]


def ankang_schema_source(resource: dict[str, Any]) -> str:
    """Return whose schema the public file was held to, in a few words."""
    version_id = resource.get("version_id")
    return (
        ankang_schema_words(_editor.source(_validations.latest(version_id))) if version_id else ""
    )


def ankang_schema_words(source: dict[str, Any]) -> str:
    """Return where a schema came from: 推断, 已确认, or the standard."""
    if source["kind"] == "named":
        return tk._("按标准（{title}）").format(title=source["title"])
    return tk._("已确认") if source["kind"] == "confirmed" else tk._("推断")


def ankang_column_type(name: str) -> str:
    """Return what a type of Table Schema is called."""
    return tk._(_TYPES.get(name, "文本"))


def ankang_column_changes(changes: list[dict[str, str]]) -> list[str]:
    """Return each difference to the public version as a sentence."""
    sentences = {
        "removed": tk._("少了列“{title}”（{id}）。用接口取这一列的程序会失败。"),
        "retyped": tk._("列“{title}”（{id}）的类型由{before}变为{after}。"),
        "renamed": tk._("列“{before}”（{id}）改名为“{after}”，接口字段不变。"),
        "added": tk._("多了列“{title}”（{id}）。"),
    }
    return [sentences[change["change"]].format(**_in_words(change)) for change in changes]


def _in_words(change: dict[str, str]) -> dict[str, str]:
    if change["change"] != "retyped":
        return change
    sides = {side: ankang_column_type(change[side]) for side in ("before", "after")}
    return {**change, **sides}


def _dictionary_entry(field: dict[str, Any]) -> dict[str, Any]:
    values = _descriptors.to_values(field)
    return {
        **values,
        "id": field["name"],
        "title": values["title"] or field["name"],
        "type": ankang_column_type(values["type"]),
        "length": (field.get("constraints") or {}).get("maxLength", ""),
        "code_list": values["code_list"] and _vocabulary(values["code_list"]).title,
        "sensitivity": values["sensitivity"] and _label("sensitivity", values["sensitivity"]),
    }


def ankang_quality_score(package: dict[str, Any]) -> Markup | str:
    """Return the score of a dataset, linked to its reasons; nothing where there is none."""
    found = _scores.latest(package["id"])
    return tk.render_snippet("ankang/snippets/score.html", {"score": found}) if found else ""
