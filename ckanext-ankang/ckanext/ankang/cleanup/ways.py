"""What a department does about a document that ends, and what it hands in (schemas/cleanup.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Form:
    """A template: its title and paragraphs name the document, `table` is filled in by hand."""

    title: str
    paragraphs: tuple[str, ...]
    table: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """One way to go: what it means, what is handed in, so many days before the last day."""

    code: str
    label: str
    meaning: str
    materials: tuple[str, ...]
    before: int
    form: Form


@cache
def ways() -> dict[str, Way]:
    """All ways by their codes, in their order."""
    return {one["code"]: _way(one) for one in _rules()["ways"]}


def windows() -> tuple[int, ...]:
    """The spans of the forecast in days, the narrowest first."""
    return tuple(sorted(_rules()["windows"]))


def filing_days() -> dict[str, int]:
    """Within how many days after publication a document of a kind is filed."""
    return dict(_rules()["filing"]["days"])


def receiver() -> str:
    """The department to which it is handed in, by its name in CKAN."""
    return str(_rules()["receiver"])


def _way(said: dict[str, Any]) -> Way:
    form = said["form"]
    return Way(
        code=said["code"],
        label=said["label"],
        meaning=said["meaning"],
        materials=tuple(said["materials"]),
        before=said["before"],
        form=Form(form["title"], tuple(form["paragraphs"]), tuple(form["table"])),
    )


@cache
def _rules() -> dict[str, Any]:
    text = files("ckanext.ankang.schemas").joinpath("cleanup.yaml").read_text("utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content
