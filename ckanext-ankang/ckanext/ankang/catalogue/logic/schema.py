"""What the actions of the room `catalogue` accept."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args

from ckanext.ankang.catalogue import freshness

MOST = 1000


@validator_args
def freshness_list(
    ignore_missing: Any, unicode_safe: Any, one_of: Any, default: Any, natural_number_validator: Any
) -> dict[str, Any]:
    return {
        "department": [ignore_missing, unicode_safe],
        "state": [ignore_missing, one_of(list(freshness.labels()))],
        "limit": [default(50), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }
