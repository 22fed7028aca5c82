"""What the actions of `exchange` accept."""

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

_ = tk._


@tk.validator_args
def between(
    not_empty: Any, ignore_missing: Any, default: Any, natural_number_validator: Any
) -> dict[str, Any]:
    named = ("section", "issuer", "kind")
    return {
        "from": [not_empty, _day],
        "to": [not_empty, _day],
        **{name: [ignore_missing] for name in named},
        "start": [default(0), natural_number_validator],
        "rows": [default(100), natural_number_validator],
    }


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        problem = _("“{value}”不是日期。请写成 2026-11-24 这样的形式。").format(value=value)
        raise tk.Invalid(problem) from error
