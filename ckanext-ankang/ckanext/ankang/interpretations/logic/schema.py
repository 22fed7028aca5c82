"""What the actions of `interpretations` accept."""

from typing import Any

import ckan.plugins.toolkit as tk


@tk.validator_args
def document(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"document": [not_empty, unicode_safe]}


@tk.validator_args
def package(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe]}
