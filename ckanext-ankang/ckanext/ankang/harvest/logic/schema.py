"""What the actions take."""

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.ankang.harvest.telling import POLICIES

KINDS = ("add", "change", "vanished", "error")


@validator_args
def harvest_run_create(
    not_empty: Validator,
    unicode_safe: Validator,
    boolean_validator: Validator,
    default: ValidatorFactory,
) -> Schema:
    """A run of one source; `again` takes up what was held back although it did not change."""
    return {"source": [not_empty, unicode_safe], "again": [default(False), boolean_validator]}


@validator_args
def reference(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """One source, run or package."""
    return {"id": [not_empty, unicode_safe]}


@validator_args
def harvest_source_tell(
    not_empty: Validator, unicode_safe: Validator, one_of: ValidatorFactory
) -> Schema:
    """When runs of a source are told of."""
    return {"id": [not_empty, unicode_safe], "policy": [not_empty, one_of(POLICIES)]}


@validator_args
def harvest_item(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """One item of a source."""
    return {"source": [not_empty, unicode_safe], "identifier": [not_empty, unicode_safe]}


@validator_args
def harvest_run_list(ignore_missing: Validator, unicode_safe: Validator) -> Schema:
    """Runs, of one source if it is named."""
    return {"source": [ignore_missing, unicode_safe], **_page()}


@validator_args
def harvest_change_list(
    not_empty: Validator,
    ignore_missing: Validator,
    unicode_safe: Validator,
    one_of: ValidatorFactory,
) -> Schema:
    """Lines of a run, of one kind or outcome if it is named."""
    return {
        "run": [not_empty, unicode_safe],
        "kind": [ignore_missing, one_of(KINDS)],
        "outcome": [ignore_missing, unicode_safe],
        **_page(),
    }


@validator_args
def _page(default: ValidatorFactory, natural_number_validator: Validator) -> Schema:
    return {
        "start": [default(0), natural_number_validator],
        "rows": [default(50), natural_number_validator],
    }
