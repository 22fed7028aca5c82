"""What each action does to what the public sees, as `schemas/actions.yaml` says (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

CLASSES: Final = ("reads", "changes", "internal")
DOORS: Final = ("never", "administrators")


@dataclass(frozen=True)
class Entry:
    """One action: its class and, where the gate has a door for it, which and on what ground."""

    kind: str
    door: str | None = None
    ground: str = ""


@cache
def actions() -> dict[str, Entry]:
    """Every classified action by its name."""
    text = resources.files("ckanext.ankang.schemas").joinpath("actions.yaml").read_text("utf-8")
    return {name: _entry(name, said) for name, said in yaml.safe_load(text).items()}


def _entry(name: str, said: Any) -> Entry:
    if isinstance(said, dict):
        entry = Entry("changes", said.get("changes"), said.get("ground", ""))
        if entry.door not in DOORS or not entry.ground or set(said) != {"changes", "ground"}:
            raise ValueError(f"actions.yaml: {name}: {said!r}")
        return entry
    if said not in CLASSES:
        raise ValueError(f"actions.yaml: {name}: {said!r}")
    return Entry(said)
