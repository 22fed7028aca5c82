"""What the action of the room `proofreading` accepts."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args


def day(value: Any) -> date:
    """The day of a text, as 2026-11-24."""
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        sentence = tk._("“{value}”不是日期，请写成 2026-11-24 这样的形式。")
        raise tk.Invalid(sentence.format(value=value)) from error


@validator_args
def proofreading_check(ignore_missing: Any, ignore_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {
        "text": [ignore_missing, unicode_safe],
        "package_id": [ignore_empty, unicode_safe],
        "revision": [ignore_empty, unicode_safe],
        "day": [ignore_empty, day],
    }
