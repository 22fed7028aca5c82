"""What the actions of the room `quality` take."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args

from ckanext.ankang.quality.scores import ORDERS

MOST_SCORES = 1000


@validator_args
def quality_score_show(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe]}


@validator_args
def quality_score_list(
    ignore_empty: Any,
    unicode_safe: Any,
    isodate: Any,
    one_of: Any,
    default: Any,
    natural_number_validator: Any,
) -> dict[str, Any]:
    return {
        "id": [ignore_empty, unicode_safe],
        "day": [ignore_empty, isodate],
        "department": [ignore_empty, unicode_safe],
        "sort": [ignore_empty, one_of(list(ORDERS))],
        "limit": [default(50), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def resource(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"resource_id": [not_empty, unicode_safe]}


@validator_args
def column(not_empty: Any, unicode_safe: Any, natural_number_validator: Any) -> dict[str, Any]:
    """One column; `base_revision` is the revision that the caller saw, 0 for none."""
    return {
        "resource_id": [not_empty, unicode_safe],
        "column_id": [not_empty, unicode_safe],
        "base_revision": [not_empty, natural_number_validator],
    }


@validator_args
def column_rename(not_empty: Any, unicode_safe: Any, boolean_validator: Any) -> dict[str, Any]:
    """Whether a new title is a vanished column renamed."""
    return {
        "resource_id": [not_empty, unicode_safe],
        "old_title": [not_empty, unicode_safe],
        "new_title": [not_empty, unicode_safe],
        "renamed": [not_empty, boolean_validator],
    }


@validator_args
def column_rename_undo(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"resource_id": [not_empty, unicode_safe], "id": [not_empty, unicode_safe]}
