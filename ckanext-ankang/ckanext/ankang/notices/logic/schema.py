"""What the actions of the room `notices` accept."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args

MOST = 200
MODES = ("immediate", "digest", "off")


@validator_args
def notice_send(not_empty: Any, unicode_safe: Any, default: Any) -> dict[str, Any]:
    return {
        "kind": [not_empty, unicode_safe],
        "key": [not_empty, unicode_safe],
        "title": [not_empty, unicode_safe],
        "link": [default(""), unicode_safe],
    }


@validator_args
def notice_list(
    default: Any, boolean_validator: Any, natural_number_validator: Any
) -> dict[str, Any]:
    return {
        "unread": [default(False), boolean_validator],
        "limit": [default(50), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def notice_read(default: Any, boolean_validator: Any) -> dict[str, Any]:
    return {"all": [default(False), boolean_validator]}


@validator_args
def notice_preference(not_empty: Any, one_of: Any) -> dict[str, Any]:
    return {"mode": [not_empty, one_of(MODES)]}
