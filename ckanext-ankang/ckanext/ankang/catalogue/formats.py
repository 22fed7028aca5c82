"""File formats, as uploads, sources and other catalogues name them (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Format:
    """One ending; `label` is empty where sources may not bring it."""

    ending: str
    label: str = ""
    types: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@cache
def formats() -> dict[str, Format]:
    """All formats by their endings."""
    text = (files("ckanext.ankang.schemas") / "formats.yaml").read_text("utf-8")
    lists = ("types", "answers")
    rows = [
        Format(**{**row, **{name: tuple(row.get(name, ())) for name in lists}})
        for row in yaml.safe_load(text)["formats"]
    ]
    return {row.ending: row for row in rows}


def label(ending: str) -> str:
    """What the portal calls a file of this ending; empty for what it does not take from sources."""
    found = formats().get(ending.lower())
    return found.label if found else ""


def media_type(ending: str) -> str:
    """The media type under which a file of this ending is served; empty where we know none."""
    found = formats().get(ending.lower())
    return found.types[0] if found and found.types else ""


@cache
def by_type() -> dict[str, str]:
    """Endings by the media types that stand for them; of several the first."""
    rows = reversed(formats().values())
    return {media: row.ending for row in rows for media in row.types}


@cache
def answers() -> dict[str, tuple[str, ...]]:
    """By label the words of which a server's media type must hold one."""
    return {row.label: row.answers for row in formats().values() if row.label and row.answers}
