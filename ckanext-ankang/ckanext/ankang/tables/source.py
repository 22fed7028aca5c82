"""A file on its way to become a table: where it lies, and where a reader writes what it finds."""

from dataclasses import dataclass
from pathlib import Path

from .limits import Limits
from .table import Damage, Facts


@dataclass(frozen=True)
class Source:
    """What a reader of one format is given; `facts` and `damages` it adds to."""

    path: Path
    name: str
    facts: Facts
    damages: list[Damage]
    limits: Limits
