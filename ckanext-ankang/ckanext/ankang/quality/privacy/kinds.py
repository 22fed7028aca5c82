"""The kinds of personal data, their severities and sentences, as schemas/privacy.yaml says."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

BLOCK, HOLD, NOTE = "block", "hold", "note"


@dataclass(frozen=True)
class Kind:
    """One kind: what it is called, how hard it is, on which ground, and what to do."""

    code: str
    label: str
    severity: str
    ground: str
    advice: str


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by their code, the hardest first."""
    return {entry["code"]: Kind(**entry) for entry in _rules()["kinds"]}


@cache
def title_words(topic: str) -> tuple[str, ...]:
    """The words that say in a column's title that it is about a topic."""
    return tuple(_rules()["titles"][topic])


def speaks_of(topic: str, title: str) -> bool:
    """Whether a column's title has one of the words of a topic."""
    return any(word in title for word in title_words(topic))


@cache
def _rules() -> dict[str, Any]:
    text = files("ckanext.ankang.schemas").joinpath("privacy.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text))
