"""Hits as answers of the action and as what the pages show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk

from .fields import FieldHit
from .finding import Hit
from .rules import SEVERITIES

Json = dict[str, Any]


def of_text(hits: Iterable[Hit]) -> Json:
    """The answer for a running text."""
    return _report([_as_dict(hit) for hit in hits])


def of_package(hits: Iterable[FieldHit]) -> Json:
    """The answer for a package: each hit with the field it stands in."""
    return _report(
        [{**_as_dict(one.hit), "path": list(one.path), "label": one.label} for one in hits]
    )


def _report(hits: list[Json]) -> Json:
    counts = {severity: 0 for severity in SEVERITIES}
    for hit in hits:
        counts[hit["severity"]] += 1
    return {"hits": hits, "counts": counts}


def _as_dict(hit: Hit) -> Json:
    names = ("rule", "kind", "start", "end", "line", "found", "suggestion", "source", "severity")
    return {
        **{name: getattr(hit, name) for name in names},
        "before": hit.before,
        "after": hit.after,
        "sentence": tk._(hit.template).format(**hit.fields),
    }
