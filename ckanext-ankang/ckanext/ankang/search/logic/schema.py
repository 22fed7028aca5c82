"""What the actions of `search` accept."""

from typing import Any

import ckan.plugins.toolkit as tk

from ..library.questions import FIELDS, FLAGS, SCOPES, SORTS, STATES

_ = tk._
# Several states by one word.
_TOGETHER = ("effective", "all")


@tk.validator_args
def ankang_library_search(
    ignore_missing: Any,
    default: Any,
    unicode_safe: Any,
    natural_number_validator: Any,
    one_of: Any,
    isodate: Any,
) -> dict[str, Any]:
    return {
        "q": [default(""), unicode_safe],
        "as_of": [ignore_missing, isodate],
        "changed_from": [ignore_missing, isodate],
        "changed_to": [ignore_missing, isodate],
        "force": [default([]), _values(_force)],
        "flag": [default([]), _values(one_of(list(FLAGS)))],
        **{name: [default([]), _values(unicode_safe)] for name in FIELDS},
        "scope": [default("all"), one_of(list(SCOPES))],
        "sort": [default(""), one_of(["", *SORTS])],
        "start": [default(0), natural_number_validator],
        "rows": [default(20), natural_number_validator],
    }


def _values(check: Any) -> Any:
    """One value or a list of them, each checked."""

    def values(given: Any) -> list[str]:
        several = given if isinstance(given, list) else [given]
        return [check(str(value)) for value in several if value not in ("", None)]

    return values


def _force(value: str) -> str:
    if value not in (*STATES, *_TOGETHER):
        raise tk.Invalid(
            _("没有名为“{value}”的效力状态。可以填写：{allowed}。").format(
                value=value, allowed="、".join((*_TOGETHER, *STATES))
            )
        )
    return value
