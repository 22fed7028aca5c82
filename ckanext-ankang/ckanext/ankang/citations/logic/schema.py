"""What the actions of `citations` accept."""

from typing import Any

import ckan.plugins.toolkit as tk

from .. import config


@tk.validator_args
def text_of_document(
    not_empty: Any, unicode_safe: Any, ignore_missing: Any, natural_number_validator: Any
) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "number": [ignore_missing, natural_number_validator],
    }


@tk.validator_args
def ankang_citation_unresolved_list(default: Any, natural_number_validator: Any) -> dict[str, Any]:
    most = config.unresolved_rows()
    return {
        "limit": [default(most), natural_number_validator, lambda asked: min(asked, most)],
        "offset": [default(0), natural_number_validator],
    }
