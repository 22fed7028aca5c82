"""What the actions of the room `drafts` accept; contents and files are judged apart."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args

from ckanext.ankang.review import gate

MOST = 200


@validator_args
def revision_create(ignore_empty: Any, unicode_safe: Any, default: Any, one_of: Any) -> Any:
    return {
        "owner_org": [ignore_empty, unicode_safe],
        "title": [ignore_empty, unicode_safe],
        "type": [default("dataset"), one_of(gate.TYPES)],
        "package_id": [ignore_empty, unicode_safe],
    }


@validator_args
def reference(not_empty: Any, unicode_safe: Any) -> Any:
    return {"id": [not_empty, unicode_safe]}


@validator_args
def revision_list(
    ignore_empty: Any,
    unicode_safe: Any,
    boolean_validator: Any,
    default: Any,
    natural_number_validator: Any,
) -> Any:
    return {
        "mine": [default(False), boolean_validator],
        "department": [ignore_empty, unicode_safe],
        "state": [ignore_empty, unicode_safe],
        "package_id": [ignore_empty, unicode_safe],
        "limit": [default(50), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def revision_save(not_empty: Any, unicode_safe: Any, is_positive_integer: Any) -> Any:
    return {"id": [not_empty, unicode_safe], "edit": [not_empty, is_positive_integer]}


@validator_args
def revision_file_add(
    not_empty: Any, not_missing: Any, ignore_empty: Any, unicode_safe: Any
) -> Any:
    return {
        "id": [not_empty, unicode_safe],
        "upload": [not_missing],
        "resource_id": [ignore_empty, unicode_safe],
    }


@validator_args
def revision_file_remove(not_empty: Any, unicode_safe: Any) -> Any:
    return {"id": [not_empty, unicode_safe], "resource_id": [not_empty, unicode_safe]}


@validator_args
def revision_hand_over(not_empty: Any, unicode_safe: Any) -> Any:
    return {"person": [not_empty, unicode_safe], "to": [not_empty, unicode_safe]}


@validator_args
def revision_submit(ignore_empty: Any, unicode_safe: Any) -> Any:
    return {"profile": [ignore_empty, unicode_safe], "title": [ignore_empty, unicode_safe]}


@validator_args
def revision_withdraw(not_empty: Any, ignore_empty: Any, unicode_safe: Any) -> Any:
    return {
        "package_id": [not_empty, unicode_safe],
        "reason": [not_empty, unicode_safe],
        "replaced_by": [ignore_empty, unicode_safe],
    }
