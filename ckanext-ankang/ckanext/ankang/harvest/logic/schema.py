"""What the actions take."""

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory


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
def harvest_run_show(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """One run."""
    return {"id": [not_empty, unicode_safe]}
