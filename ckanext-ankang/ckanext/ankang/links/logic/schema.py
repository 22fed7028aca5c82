"""What the actions of `links` accept."""

from typing import Any

import ckan.plugins.toolkit as tk

from ..shown import ORDER


@tk.validator_args
def link_list(default: Any, one_of: Any, natural_number_validator: Any) -> dict[str, Any]:
    """A page of links, of one state if asked."""
    return {
        "state": [default(""), one_of(["", *ORDER])],
        "start": [default(0), natural_number_validator],
        "rows": [default(50), natural_number_validator],
    }
