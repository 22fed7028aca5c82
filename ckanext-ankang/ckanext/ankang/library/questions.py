"""Questions to the library as addresses and follows carry them (pure)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

# What narrows a question; a day, a page and an order are how it is looked at.
ONE = ("q", "section", "force", "scope")
SEVERAL = ("kind", "issuer", "topic", "year", "genre")

Question = dict[str, Any]


def of_arguments(arguments: Mapping[str, Iterable[str]]) -> Question:
    """A question from the arguments of an address: each name with its values."""
    question: Question = {}
    for name in (*ONE, *SEVERAL):
        values = sorted({value.strip() for value in arguments.get(name, ()) if value.strip()})
        if values:
            question[name] = values[0] if name in ONE else values
    return question


def written(question: Question) -> str:
    """The one way in which a question is kept, so that the same one is followed once."""
    return json.dumps(question, ensure_ascii=False, sort_keys=True)


def read(target: str) -> Question:
    """The question that `written` wrote."""
    question: Question = json.loads(target)
    return question
