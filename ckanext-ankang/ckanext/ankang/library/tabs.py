"""The tabs of the list, each with its kinds of documents; no document is counted in two (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Tab:
    """One tab of the list; the first is the library proper."""

    code: str
    label: str
    lead: str
    kinds: tuple[str, ...]


@cache
def tabs() -> tuple[Tab, ...]:
    """All tabs in their order."""
    text = (files("ckanext.ankang.schemas") / "library.yaml").read_text("utf-8")
    return tuple(Tab(**{**one, "kinds": tuple(one["kinds"])}) for one in yaml.safe_load(text)["tabs"])


def chosen(code: str, kinds: Iterable[str]) -> Tab:
    """The tab of an address: the one named, or that of the kinds named, or the library proper."""
    named = set(kinds)
    found = (tab for tab in tabs() if tab.code == code)
    holding = (tab for tab in tabs() if named and named <= set(tab.kinds))
    return next(found, None) or next(holding, None) or tabs()[0]


def counts(facet: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many documents each tab has, from the counts of the kinds."""
    by_kind = {item["value"]: item["count"] for item in facet}
    return {tab.code: sum(by_kind.get(kind, 0) for kind in tab.kinds) for tab in tabs()}
