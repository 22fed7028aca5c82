"""What the actions of `library` accept."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk


@tk.validator_args
def follow_create(ignore_missing: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"document": [ignore_missing, unicode_safe]}


@tk.validator_args
def follow_delete(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe]}
