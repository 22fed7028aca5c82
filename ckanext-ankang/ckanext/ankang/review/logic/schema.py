"""What the actions of the room `review` accept."""

from typing import Any

from ckan.logic.schema import validator_args

MOST = 200


@validator_args
def standing_approval_grant(
    not_empty: Any, unicode_safe: Any, isodate: Any, convert_to_json_if_string: Any
) -> dict[str, Any]:
    return {
        "source": [not_empty, unicode_safe],
        "source_hash": [not_empty, unicode_safe],
        "owner_org": [not_empty, unicode_safe],
        "approver_name": [not_empty, unicode_safe],
        "expires": [not_empty, isodate],
        "limits": [not_empty, convert_to_json_if_string],
    }


@validator_args
def reference(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe]}


@validator_args
def case_open(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {
        "title": [not_empty, unicode_safe],
        "source": [not_empty, unicode_safe],
        "source_hash": [not_empty, unicode_safe],
    }


@validator_args
def case_decide(
    not_empty: Any, unicode_safe: Any, one_of: Any, ignore_missing: Any
) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "decision": [not_empty, one_of(("approve", "reject"))],
        "reason": [ignore_missing, unicode_safe],
    }


@validator_args
def page(
    ignore_missing: Any, unicode_safe: Any, default: Any, natural_number_validator: Any
) -> dict[str, Any]:
    return {
        "source": [ignore_missing, unicode_safe],
        "state": [ignore_missing, unicode_safe],
        "limit": [default(50), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }
