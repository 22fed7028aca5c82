"""What the actions of the room `catalogue` take."""

from __future__ import annotations

from typing import Any

from ckan.logic.schema import validator_args

from ckanext.ankang.catalogue import freshness
from ckanext.ankang.catalogue.importing import CATALOGUE, PLAN

MOST = 1000


@validator_args
def catalogue_import(
    ignore_missing: Any,
    ignore_empty: Any,
    unicode_safe: Any,
    boolean_validator: Any,
    default: Any,
    one_of: Any,
) -> Any:
    return {
        "upload": [ignore_missing],
        "upload_id": [ignore_empty, unicode_safe],
        "kind": [default(CATALOGUE), one_of([CATALOGUE, PLAN])],
        "owner_org": [ignore_empty, unicode_safe],
        "dry_run": [default(False), boolean_validator],
    }


@validator_args
def plan_list(ignore_empty: Any, unicode_safe: Any, is_positive_integer: Any) -> Any:
    return {
        "year": [ignore_empty, is_positive_integer],
        "department": [ignore_empty, unicode_safe],
    }


@validator_args
def reference(not_empty: Any, unicode_safe: Any) -> Any:
    return {"id": [not_empty, unicode_safe]}


@validator_args
def reexamination_list(ignore_empty: Any, unicode_safe: Any, isodate: Any) -> Any:
    return {"department": [ignore_empty, unicode_safe], "until": [ignore_empty, isodate]}


@validator_args
def freshness_list(
    ignore_missing: Any, unicode_safe: Any, one_of: Any, default: Any, natural_number_validator: Any
) -> Any:
    return {
        "department": [ignore_missing, unicode_safe],
        "state": [ignore_missing, one_of(list(freshness.labels()))],
        "limit": [default(50), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }
