"""What the actions of `renditions` accept."""

from typing import Any

import ckan.plugins.toolkit as tk


@tk.validator_args
def rendition_list(
    not_empty: Any, unicode_safe: Any, ignore_missing: Any, is_positive_integer: Any
) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "number": [ignore_missing, is_positive_integer],
    }


@tk.validator_args
def rendition_make(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe]}
