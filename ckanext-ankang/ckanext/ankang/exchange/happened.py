"""What changed in the library between two days, as the index of the library has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from . import records

Json = dict[str, Any]
# As many as one answer of the search holds by default.
_PAGE = 1_000
ENDED = ("repealed", "lapsed", "revoked")
SHOWN = ("id", "name", "title", "document_number", "kind", "issuer")


def found(first: date, last: date, **asked: Any) -> list[Json]:
    """Every change of force or text on these days, both included, the earliest first."""
    bounds = (first.isoformat(), last.isoformat())
    changes = [
        {**change, "document": _shown(document)}
        for document in _documents(*bounds, **asked)
        for change in document["changes"]
        if bounds[0] <= change["day"] <= bounds[1]
    ]
    return sorted(changes, key=lambda change: (change["day"], change["document"]["name"]))


def ended(changes: list[Json]) -> list[Json]:
    """Those by which a document ceased to be in force."""
    return [change for change in changes if change.get("new") in ENDED]


def _documents(first: str, last: str, **asked: Any) -> Iterator[Json]:
    bounds = {"as_of": last, "changed_from": first, "changed_to": last, "sort": "title"}
    search, start = tk.get_action("ankang_library_search"), 0
    while True:
        answer = search({}, {**asked, **bounds, "rows": _PAGE, "start": start})
        yield from answer["results"]
        start += len(answer["results"])
        if not answer["results"] or start >= answer["count"]:
            return


def _shown(document: Json) -> Json:
    shown = {name: document[name] for name in SHOWN if name in document}
    return {**shown, "uri": records.uri(document)}
