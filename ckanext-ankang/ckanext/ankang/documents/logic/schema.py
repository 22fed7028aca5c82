"""What the actions of `documents` accept."""

from typing import Any

import ckan.plugins.toolkit as tk


@tk.validator_args
def ankang_document_text_show(
    not_empty: Any, unicode_safe: Any, ignore_missing: Any, natural_number_validator: Any
) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "number": [ignore_missing, natural_number_validator],
    }
