"""The register of laws and regulations that are cited but have no text here: schemas/laws.yaml."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from .names import key

UNCONFIRMED = "未核对"


@dataclass(frozen=True)
class Law:
    """An act of the register; what is not known for certain is empty, never guessed."""

    title: str
    kind: str
    short: tuple[str, ...] = ()
    published: date | None = None  # first promulgation under this title
    ended: date | None = None  # the day from which it is no longer in force
    successor: str = ""  # the title of what took its place
    url: str = ""
    ground: str = ""  # the regulation of the corpus that prints its days, or UNCONFIRMED

    def in_force_on(self, day: date) -> bool | None:
        """Whether it was in force on a day, as far as the register knows; None when it does not."""
        if self.ended is not None and self.ended <= day:
            return False
        return None if self.published is None else self.published <= day


@cache
def laws() -> tuple[Law, ...]:
    """Every act of the register."""
    text = files("ckanext.ankang.schemas").joinpath("laws.yaml").read_text("utf-8")
    return tuple(
        Law(**{**entry, "short": tuple(entry.get("short", ()))})
        for entry in yaml.safe_load(text)["laws"]
    )


@cache
def by_key() -> dict[str, Law]:
    """The acts by the key of their title and short forms; a title wins over a short form."""
    shorts = {key(short): law for law in laws() for short in law.short}
    return {**shorts, **{key(law.title): law for law in laws()}}


def law(name: str) -> Law | None:
    """The act that a full title or a short form names."""
    return by_key().get(key(name))


@cache
def statutes() -> frozenset[str]:
    """Keys by which laws are called without 《》: 专利法, 商检法. Regulations always carry 《》."""
    found = {
        name for name, act in by_key().items() if act.kind == "law" or act.kind == "constitution"
    }
    return frozenset(name for name in found if name.endswith(("法", "法典")))
