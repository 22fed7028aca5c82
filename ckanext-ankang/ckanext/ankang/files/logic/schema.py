"""What the actions of the room `files` take."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args


@validator_args
def file_version_create(
    not_missing: Any, ignore_empty: Any, unicode_safe: Any, default: Any, one_of: Any
) -> Any:
    return {
        "upload": [not_missing],
        "name": [ignore_empty, unicode_safe],
        "resource_id": [ignore_empty, unicode_safe],
        "owner_org": [ignore_empty, unicode_safe],
        "source": [default("upload"), one_of(["upload", "harvest", "portal"])],
    }


@validator_args
def erasure_hide(not_empty: Any, ignore_empty: Any, unicode_safe: Any) -> Any:
    return {
        "package_id": [ignore_empty, unicode_safe],
        "version_id": [ignore_empty, unicode_safe],
        "ground": [not_empty, unicode_safe],
    }


@validator_args
def tombstone_list(
    ignore_empty: Any, isodate: Any, default: Any, natural_number_validator: Any
) -> Any:
    return {
        "since": [ignore_empty, isodate],
        "start": [default(0), natural_number_validator],
        "rows": [default(100), natural_number_validator],
    }
