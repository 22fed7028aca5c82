"""What the actions of `validity` accept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args

from ckanext.ankang.catalogue.vocabularies import vocabulary

from .. import events

MOST = 10_000
# Before the oldest decree anybody cites and after any period that anybody prints.
FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)


def _day(value: Any) -> date:
    """A day as 2026-11-24."""
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or not FIRST <= found < LAST:
        raise tk.Invalid(
            tk._("“{value}”不是日期。请写成 2026-11-24 这样的形式。").format(value=value)
        )
    return found


def _moment(value: Any) -> datetime:
    """A moment with its zone, as 2026-11-24T08:00:00+08:00."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        problem = tk._("“{value}”不是带时区的时刻。请写成 2026-11-24T08:00:00+08:00 这样的形式。")
        raise tk.Invalid(problem.format(value=value))
    return found


def _one_of(name: str) -> Callable[[Any], str]:
    """A code, label or alias of a vocabulary, as its code."""

    def check(value: Any) -> str:
        codes = vocabulary(name).codes
        if (found := codes.get(str(value))) is None:
            labels = "、".join(one.label for one in vocabulary(name).values)
            problem = tk._("“{value}”不在词表里。可以填写：{labels}。")
            raise tk.Invalid(problem.format(value=value, labels=labels))
        return found

    return check


def _words(value: Any) -> list[str]:
    """A list of words, given as a list or one word."""
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise tk.Invalid(tk._("请给出由文字组成的列表。"))
    return found


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise tk.Invalid(tk._("请给出由名称和值组成的对象。"))
    return value


@validator_args
def document_show(not_empty: Any, unicode_safe: Any, ignore_missing: Any) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "as_of": [ignore_missing, _day],
        "known_at": [ignore_missing, _moment],
    }


@validator_args
def document_force_list(ignore_missing: Any) -> dict[str, Any]:
    return {
        "as_of": [ignore_missing, _day],
        "ids": [ignore_missing, _words],
        "state": [ignore_missing, _one_of("document_forces")],
    }


@validator_args
def document_event_list(
    ignore_missing: Any, unicode_safe: Any, one_of: Any, boolean_validator: Any
) -> dict[str, Any]:
    states = (events.PROPOSED, events.ACCEPTED, events.REJECTED)
    return {
        "id": [ignore_missing, unicode_safe],
        "origin": [ignore_missing, unicode_safe],
        "state": [ignore_missing, one_of(states)],
        "retracted": [ignore_missing, boolean_validator],
    }


@validator_args
def document_event_propose(
    not_empty: Any, unicode_safe: Any, ignore_missing: Any
) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "kind": [not_empty, _one_of("document_events")],
        "day": [not_empty, _day],
        "source": [not_empty, unicode_safe],
        "clause": [ignore_missing, unicode_safe],
        "acting": [ignore_missing, _mapping],
        "detail": [ignore_missing, _mapping],
    }


@validator_args
def acting(ignore_missing: Any, unicode_safe: Any) -> dict[str, Any]:
    names = ("title", "number", "organ", "article", "document")
    return {
        **{name: [ignore_missing, unicode_safe] for name in names},
        "day": [ignore_missing, _day],
    }


@validator_args
def detail(
    ignore_missing: Any, unicode_safe: Any, boolean_validator: Any, one_of: Any
) -> dict[str, Any]:
    return {
        "articles": [ignore_missing, _words],
        "last_day": [ignore_missing, _day],
        "open_ended": [ignore_missing, boolean_validator],
        "successor": [ignore_missing, unicode_safe],
        "outcome": [ignore_missing, one_of(events.OUTCOMES)],
        "ground": [ignore_missing, unicode_safe],
        "evidence": [ignore_missing, unicode_safe],
    }


@validator_args
def document_event_decide(
    not_empty: Any, unicode_safe: Any, ignore_missing: Any, one_of: Any
) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "decision": [not_empty, one_of(("accept", "reject"))],
        "reason": [ignore_missing, unicode_safe],
    }


@validator_args
def document_event_retract(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe], "reason": [not_empty, unicode_safe]}
