"""What the actions of `cleanup` accept."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args

from ckanext.ankang.catalogue.vocabularies import vocabulary

from .. import ways

# Before the first regulation on open information, and after anybody's planning.
YEARS = (2008, 2100)
LONGEST = 500


def _day(value: Any) -> date:
    """A day as 2026-11-24."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        sentence = tk._("“{value}”不是日期。请写成 2026-11-24 这样的形式。")
        raise tk.Invalid(sentence.format(value=value)) from error


def _year(value: Any) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and YEARS[0] <= int(text) <= YEARS[1]):
        raise tk.Invalid(tk._("“{value}”不是年份。请写成 2026 这样的形式。").format(value=value))
    return int(text)


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    if len(text) > LONGEST:
        raise tk.Invalid(tk._("最多 {limit} 个字。").format(limit=LONGEST))
    return text


def _known(name: str) -> Any:
    """A code, label or alias of a vocabulary, as its code; empty stays empty."""

    def check(value: Any) -> str:
        if value == "":
            return ""
        found = vocabulary(name).codes.get(str(value))
        if found is None:
            labels = "、".join(one.label for one in vocabulary(name).values)
            sentence = tk._("“{value}”不在词表里。可以填写：{labels}。")
            raise tk.Invalid(sentence.format(value=value, labels=labels))
        return found

    return check


@validator_args
def ending_list(ignore_missing: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"department": [ignore_missing, unicode_safe]}


@validator_args
def ending_choose(not_empty: Any, unicode_safe: Any, one_of: Any, default: Any) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "way": [not_empty, one_of(list(ways.ways()))],
        "note": [default(""), _short],
    }


@validator_args
def campaign_open(not_empty: Any, ignore_missing: Any, default: Any) -> dict[str, Any]:
    return {
        "title": [not_empty, _short],
        "issued_from": [ignore_missing, _day],
        "issued_until": [ignore_missing, _day],
        "topic": [default(""), _known("document_topics")],
        "words": [default(""), _short],
        "asked_until": [not_empty, _day],
    }


@validator_args
def reference(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"id": [not_empty, unicode_safe]}


@validator_args
def entry_set(not_empty: Any, unicode_safe: Any, default: Any) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "document": [not_empty, unicode_safe],
        "outcome": [default(""), _known("cleanup_results")],
        "reason": [default(""), _short],
    }


@validator_args
def campaign_decide(not_empty: Any, unicode_safe: Any, ignore_missing: Any) -> dict[str, Any]:
    return {
        "id": [not_empty, unicode_safe],
        "title": [not_empty, _short],
        "number": [not_empty, _short],
        "organ": [not_empty, _short],
        "day": [not_empty, _day],
        "change_until": [ignore_missing, _day],
    }


@validator_args
def report_show(not_empty: Any, ignore_missing: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"year": [not_empty, _year], "organ": [ignore_missing, unicode_safe]}


@validator_args
def report_freeze(not_empty: Any, unicode_safe: Any) -> dict[str, Any]:
    return {"year": [not_empty, _year], "organ": [not_empty, unicode_safe]}
