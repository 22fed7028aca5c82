"""What the actions of the room `review` accept."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args

from ..decisions import DECISIONS

MOST = 200


@validator_args
def standing_approval_grant(
    not_empty: Any,
    unicode_safe: Any,
    isodate: Any,
    convert_to_json_if_string: Any,
    ignore_missing: Any,
) -> dict[str, Any]:
    return {
        "source": [not_empty, unicode_safe],
        "source_hash": [not_empty, unicode_safe],
        "owner_org": [not_empty, unicode_safe],
        "approver_name": [ignore_missing, unicode_safe],
        "expires": [not_empty, isodate],
        "limits": [not_empty, convert_to_json_if_string],
    }


@validator_args
def reference(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe]}


@validator_args
def case_open(
    not_empty: Any,
    unicode_safe: Any,
    one_of: Any,
    ignore_missing: Any,
    isodate: Any,
    natural_number_validator: Any,
) -> dict[str, Any]:
    return {
        "title": [not_empty, unicode_safe],
        "source": [ignore_missing, unicode_safe],
        "source_hash": [ignore_missing, unicode_safe],
        "profile": [ignore_missing, unicode_safe],
        "kind": [ignore_missing, one_of(("publish", "withdraw"))],
        "department": [ignore_missing, unicode_safe],
        "formed_on": [ignore_missing, isodate],
        "authors": [ignore_missing, _names],
        "joint": [ignore_missing, _names],
        "run_items": [ignore_missing, natural_number_validator],
    }


@validator_args
def case_resubmit(not_empty: Any, unicode_safe: Any, ignore_missing: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe], "authors": [ignore_missing, _names]}


@validator_args
def case_decide(
    not_empty: Any,
    unicode_safe: Any,
    one_of: Any,
    ignore_missing: Any,
    convert_to_json_if_string: Any,
    boolean_validator: Any,
) -> dict[str, Any]:
    form = [ignore_missing, convert_to_json_if_string, _form]
    return {
        "id": [ignore_missing, unicode_safe],
        "ids": [ignore_missing, _names],
        "decision": [not_empty, one_of(DECISIONS)],
        "reason": [ignore_missing, unicode_safe],
        "step": [ignore_missing, unicode_safe],
        "answers": form,
        "proofread": [ignore_missing, boolean_validator],
        "secrecy": form,
        "signed_in_oa": form,
        "telephone": form,
        "items": form,
    }


def _names(value: Any) -> list[str]:
    """A list of names, or one with commas."""
    found = value.split(",") if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise tk.Invalid(tk._("须是名称的列表。"))
    return [one.strip() for one in found if one.strip()]


def _form(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise tk.Invalid(tk._("须是一组“项目: 内容”。"))
    return value


@validator_args
def case_list(
    ignore_missing: Any,
    unicode_safe: Any,
    default: Any,
    natural_number_validator: Any,
    boolean_validator: Any,
) -> dict[str, Any]:
    texts = {
        name: [ignore_missing, unicode_safe]
        for name in ("source", "state", "department", "profile", "kind")
    }
    return {
        **texts,
        "waiting_for_me": [ignore_missing, boolean_validator],
        "mine": [ignore_missing, boolean_validator],
        "limit": [default(50), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def post_grant(
    not_empty: Any, unicode_safe: Any, ignore_missing: Any, ignore_empty: Any, isodate: Any
) -> dict[str, Any]:
    return {
        "person": [not_empty, unicode_safe],
        "post": [not_empty, unicode_safe],
        "department": [not_empty, unicode_safe],
        "starts": [ignore_empty, isodate],
        "ends": [ignore_empty, isodate],
        "ground": [ignore_missing, unicode_safe],
    }


@validator_args
def deputy_grant(not_empty: Any, unicode_safe: Any, isodate: Any) -> dict[str, Any]:
    return {
        "holding_id": [not_empty, unicode_safe],
        "person": [not_empty, unicode_safe],
        "starts": [not_empty, isodate],
        "ends": [not_empty, isodate],
        "reason": [not_empty, unicode_safe],
    }


@validator_args
def profile_grant(not_empty: Any, unicode_safe: Any, isodate: Any) -> dict[str, Any]:
    return {
        "profile": [not_empty, unicode_safe],
        "department": [not_empty, unicode_safe],
        "ground": [not_empty, unicode_safe],
        "starts": [not_empty, isodate],
        "ends": [not_empty, isodate],
    }


@validator_args
def standing_list(ignore_missing: Any, unicode_safe: Any, boolean_validator: Any) -> dict[str, Any]:
    names = ("person", "post", "department", "profile", "holding_id")
    return {
        **{name: [ignore_missing, unicode_safe] for name in names},
        "past": [ignore_missing, boolean_validator],
    }


@validator_args
def quarter(not_empty: Any, natural_number_validator: Any, one_of: Any) -> dict[str, Any]:
    return {
        "year": [not_empty, natural_number_validator],
        "quarter": [not_empty, natural_number_validator, one_of((1, 2, 3, 4))],
    }


@validator_args
def audit_list(
    ignore_missing: Any, unicode_safe: Any, default: Any, natural_number_validator: Any
) -> dict[str, Any]:
    return {
        "case": [ignore_missing, unicode_safe],
        "person": [ignore_missing, unicode_safe],
        "day": [ignore_missing, unicode_safe],
        "limit": [default(50), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def standing_approval_list(ignore_missing: Any, unicode_safe: Any) -> dict[str, Any]:
    return {**page(), "source_hash": [ignore_missing, unicode_safe]}


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
