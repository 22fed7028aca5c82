"""What the actions of `reconciliation` accept."""

from typing import Any

import ckan.plugins.toolkit as tk


@tk.validator_args
def listing(default: Any, natural_number_validator: Any) -> dict[str, Any]:
    """How many of the newest."""
    return {"rows": [default(10), natural_number_validator]}


@tk.validator_args
def run(default: Any, boolean_validator: Any) -> dict[str, Any]:
    """Whether what can be is put right."""
    return {"mend": [default(True), boolean_validator]}
