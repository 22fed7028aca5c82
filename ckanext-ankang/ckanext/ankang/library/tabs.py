"""The tabs of the list, the sections of the library; no document is counted in two (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

# Not a section of the documents: interpretations are a type of their own.
INTERPRETATION = "interpretation"


@dataclass(frozen=True)
class Tab:
    """One tab of the list; the first is the library proper."""

    code: str
    label: str
    lead: str


@cache
def tabs() -> tuple[Tab, ...]:
    """All tabs in their order."""
    text = (files("ckanext.ankang.schemas") / "library.yaml").read_text("utf-8")
    return tuple(Tab(**one) for one in yaml.safe_load(text)["tabs"])


def chosen(code: str) -> Tab:
    """The tab that an address names, or the library proper."""
    return next((tab for tab in tabs() if tab.code == code), tabs()[0])


def counts(facet: Iterable[Mapping[str, Any]], interpretations: int) -> dict[str, int]:
    """How many documents each tab has, from the counts of the search; and how many interpretations."""
    by_section = {item["value"]: item["count"] for item in facet} | {
        INTERPRETATION: interpretations
    }
    return {tab.code: by_section.get(tab.code, 0) for tab in tabs()}
