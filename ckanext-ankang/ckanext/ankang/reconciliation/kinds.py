"""The kinds of findings: what each is called and what is done about it (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Kind:
    """One kind of finding."""

    code: str
    label: str
    mending: str


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by their codes."""
    text = (files("ckanext.ankang.schemas") / "reconciliation.yaml").read_text("utf-8")
    return {one["code"]: Kind(**one) for one in yaml.safe_load(text)["kinds"]}
