"""What the actions of the room `quality` accept."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from packaging.version import InvalidVersion, Version

from ckanext.ankang.quality import batches
from ckanext.ankang.quality.scores.standing import ORDERS
from ckanext.ankang.quality.validation import VERDICTS

MOST = 200
MOST_SCORES = 1000


def software_version(value: Any) -> str:
    """A version of the portal, as 1.2.0."""
    try:
        return str(Version(str(value)))
    except InvalidVersion as error:
        raise tk.Invalid(
            tk._("“{value}”不是软件版本号，请写成 1.2.0 这样的形式。").format(value=value)
        ) from error


@validator_args
def validation_run_batch(
    ignore_empty: Any,
    boolean_validator: Any,
    unicode_safe: Any,
    one_of: Any,
    default: Any,
) -> dict[str, Any]:
    text = [ignore_empty, unicode_safe]
    switch = [default(False), boolean_validator]
    return {
        "resource_ids": [ignore_empty],
        "dataset_id": text,
        "organization_id": text,
        "everything": switch,
        "every_version": switch,
        "without_report": switch,
        "verdict": [ignore_empty, one_of(tuple(VERDICTS))],
        "older_than": [ignore_empty, software_version],
    }


@validator_args
def validation_batch_show(
    not_empty: Any,
    ignore_empty: Any,
    unicode_safe: Any,
    one_of: Any,
    default: Any,
    natural_number_validator: Any,
) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "state": [ignore_empty, one_of(batches.STATES)],
        "limit": [default(50), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def validation_batch_list(default: Any, natural_number_validator: Any) -> dict[str, Any]:
    return {
        "limit": [default(20), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


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
def column_decision(not_empty: Any, ignore_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {
        "resource_id": [not_empty, unicode_safe],
        "seen": [ignore_empty, unicode_safe],
        "reason": [ignore_empty, unicode_safe],
    }


@validator_args
def column_rename_undo(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"resource_id": [not_empty, unicode_safe], "id": [not_empty, unicode_safe]}
