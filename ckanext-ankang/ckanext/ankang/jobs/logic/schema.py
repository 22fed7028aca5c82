"""What the actions of the room `jobs` accept."""

from typing import Any

from ckan.logic.schema import validator_args

STATES = ("waiting", "running", "done", "cancelled", "quarantined")
MOST = 200


@validator_args
def job_list(
    ignore_missing: Any, one_of: Any, unicode_safe: Any, default: Any, natural_number_validator: Any
) -> dict[str, Any]:
    return {
        "state": [ignore_missing, one_of(STATES)],
        "kind": [ignore_missing, unicode_safe],
        "limit": [default(50), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def job_reference(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe]}
