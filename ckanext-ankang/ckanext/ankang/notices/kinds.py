"""The kinds of notices: what each is called, whether it is mailed at once, how it reads (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

SCHEMAS = "ckanext.ankang.schemas"


@dataclass(frozen=True)
class Kind:
    """One kind of notice."""

    code: str
    label: str
    immediate: bool
    sentence: str


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by their codes."""
    read = yaml.safe_load((files(SCHEMAS) / "notices.yaml").read_text("utf-8"))
    return {one["code"]: Kind(**one) for one in read["kinds"]}
