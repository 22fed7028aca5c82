"""What Solr found in the library, as the action answers it."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.search.library.entries import Interval
from ckanext.ankang.search.library.questions import EFFECTIVE, FIELDS, STATES

# Characters before and after the first word that was found.
_BEFORE, _LENGTH = 30, 120
_VOCABULARIES = {
    "kind": "document_kinds",
    "topic": "document_topics",
    "genre": "document_genres",
    "force": "document_forces",
}


def results(documents: Iterable[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """Each document with its state on that day."""
    return [_result(json.loads(found["header"]), day) for found in documents]


def _result(header: dict[str, Any], day: date) -> dict[str, Any]:
    intervals = list(map(Interval.of, header.pop("intervals")))
    found = next(one for one in intervals if one.holds(day))
    same = next(run for run in _runs(intervals) if found in run)
    return {
        **header,
        "force": found.state,
        "flags": list(found.flags),
        "sentence": found.sentence,
        "since": same[0].as_dict()["day_from"],
        "until": same[-1].as_dict()["day_until"],
        "hits": [],
    }


def _runs(intervals: list[Interval]) -> Iterator[list[Interval]]:
    """Neighbours of one state: between them only flags change."""
    for _, run in groupby(intervals, key=lambda one: one.state):
        yield list(run)


def hits(groups: Iterable[dict[str, Any]], words: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The articles found, by document, each with the place where the words stand."""
    said = sorted({word for word in words if word}, key=len, reverse=True)
    return {
        group["groupValue"]: [_hit(article, said) for article in group["doclist"]["docs"]]
        for group in groups
    }


def _hit(article: dict[str, Any], words: list[str]) -> dict[str, Any]:
    text, marks = excerpt(article["content"], words)
    shown = {"anchor": article.get("anchor", ""), "heading": article.get("heading", "")}
    return {**shown, "excerpt": text, "marks": marks}


def excerpt(content: str, words: Iterable[str]) -> tuple[str, list[list[int]]]:
    """The piece of a text around the first of the words, and from where to where each stands in it."""
    found = re.compile("|".join(map(re.escape, words)) or r"(?!)", re.IGNORECASE)
    plain = re.sub(r"\s+", " ", content).strip()
    first = found.search(plain)
    start = max(0, first.start() - _BEFORE) if first else 0
    piece = plain[start : start + _LENGTH]
    before = "…" if start else ""
    after = "…" if start + _LENGTH < len(plain) else ""
    shown = f"{before}{piece}{after}"
    return shown, [[one.start(), one.end()] for one in found.finditer(shown)]


def facets(counts: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """How many documents each value would leave, were it chosen instead of what is chosen of its field."""
    fields = {name: _values(name, counts["facet_fields"].get(name, [])) for name in FIELDS}
    states = counts["facet_queries"]
    words = labels("force")
    force = [
        {"value": state, "label": words[state], "count": states[state]}
        for state in STATES
        if states[state]
    ]
    effective = sum(states[state] for state in EFFECTIVE)
    whole = {"value": "effective", "label": words[EFFECTIVE[0]], "count": effective}
    return {**fields, "force": [whole, *force]}


def _values(name: str, flat: list[Any]) -> list[dict[str, Any]]:
    """Solr counts as [value, count, value, count, …]; ours are in the order of the vocabulary, or the most first."""
    pairs = list(zip(map(str, flat[::2]), flat[1::2], strict=True))
    if name == "year":
        pairs.sort(reverse=True)
    known = labels(name)
    order = list(known)
    pairs.sort(key=lambda pair: order.index(pair[0]) if pair[0] in known else len(order))
    return [
        {"value": value, "label": known.get(value, value), "count": count} for value, count in pairs
    ]


def labels(name: str) -> dict[str, str]:
    """What the values of a field are called; none, where they speak for themselves."""
    if name not in _VOCABULARIES:
        return {}
    return {value.code: value.label for value in vocabulary(_VOCABULARIES[name]).values}
