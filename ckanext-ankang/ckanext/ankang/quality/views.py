"""The page of a validation report."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from . import config, editor, excerpt
from .columns_page import ankang_columns
from .score_views import ankang_scores

__all__ = ["ankang_columns", "ankang_quality", "ankang_scores"]

ankang_quality = Blueprint("ankang_quality", __name__)


@ankang_quality.route("/version/<id>/validation")
def read(id: str) -> Any:
    """Show what was found in a version, in words and with the bad cells marked."""
    try:
        version = tk.get_action("ankang_file_version_show")({}, {"id": id})
        validation = tk.get_action("ankang_validation_show")({}, {"version_id": id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("没有这份校验报告，或者它还没有公开。"))
    dataset = _dataset(version["resource_id"])
    return tk.render(
        "ankang/validation.html",
        {
            "version": version,
            "dataset": dataset,
            "validation": validation,
            "counts": excerpt.counts(validation["facts"].get("errors_by_type", {})),
            "rows": excerpt.faulty_rows(validation["report"], config.excerpt_rows()),
            "columns": validation["schema"].get("fields", []),
            "proposals": _proposals(version) if dataset else [],
        },
    )


def _proposals(version: dict[str, Any]) -> list[Any]:
    """Return the renames that somebody who may edit the resource is asked about."""
    asked = {"resource_id": version["resource_id"]}
    if not tk.h.check_access("ankang_column_rename", asked):
        return []
    return list(editor.open_proposals(version["resource_id"], version))


def _dataset(resource_id: str | None) -> dict[str, Any] | None:
    """Return the dataset of a file, which a file not published yet has not."""
    if not resource_id:
        return None
    try:
        resource = tk.get_action("resource_show")({}, {"id": resource_id})
        dataset: dict[str, Any] = tk.get_action("package_show")({}, {"id": resource["package_id"]})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    return dataset
