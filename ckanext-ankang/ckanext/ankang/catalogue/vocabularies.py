"""The vocabularies in schemas/choices: one official list a file, aliases folded, nothing guessed."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

SCHEMAS = "ckanext.ankang.schemas"


class UnknownValue(ValueError):
    """A word that its vocabulary does not hold: never mapped to a default, never to "other"."""

    template = "“{text}”不在词表“{title}”里。可以填写：{allowed}。"

    def __init__(self, name: str, text: str) -> None:
        found = vocabulary(name)
        self.vocabulary, self.text = name, text
        self.fields = {
            "text": text,
            "title": found.title,
            "allowed": "、".join(value.label for value in found.values),
        }
        super().__init__(self.template.format(**self.fields))


@dataclass(frozen=True)
class Alias:
    """Another name of a value; `until` is the last year in which it was the official one."""

    label: str
    until: int | None = None


@dataclass(frozen=True)
class Value:
    """One entry of a vocabulary; it is offered from `valid_from` to `valid_to`, and always read.

    `reverse` is what a relation is called from its other end.
    """

    code: str
    label: str
    aliases: tuple[Alias, ...] = ()
    open: bool = False
    url: str = ""
    definition: str = ""
    reverse: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return everything this value is called."""
        return (self.label, *(alias.label for alias in self.aliases))

    def is_valid(self, day: date) -> bool:
        """Whether the value may be chosen on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Vocabulary:
    """One list of values, where it comes from and since when it stands (None: not stated)."""

    name: str
    title: str
    source: str
    values: tuple[Value, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def names(self) -> list[str]:
        """Return all labels and aliases."""
        return [name for value in self.values for name in value.names]

    @cached_property
    def codes(self) -> dict[str, str]:
        """Return the code of every code, label and alias."""
        return {
            key(name): value.code for value in self.values for name in (value.code, *value.names)
        }

    def valid(self, day: date) -> tuple[Value, ...]:
        """Return the values that may be chosen on that day."""
        return tuple(value for value in self.values if value.is_valid(day))


@dataclass(frozen=True)
class Department:
    """One publishing body: an organisation of the portal.

    `former` are official names of the past, `number` its part of the catalogue (codes.py); what
    nobody told us is empty.
    """

    name: str
    title: str
    number: str = ""
    parent: str = ""
    division: str = ""
    credit_code: str = ""
    platform: bool = False
    aliases: tuple[str, ...] = ()
    former: tuple[Alias, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return everything this body is or was called."""
        return (self.title, *self.aliases, *(alias.label for alias in self.former))


def key(text: str) -> str:
    """Return a word without what does not tell words apart: width, spaces, case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def read(path: str) -> dict[str, Any]:
    """Return a file of schemas/ as it stands."""
    text = files(SCHEMAS).joinpath(path).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def _value(entry: dict[str, Any]) -> Value:
    aliases = [
        Alias(**alias) if isinstance(alias, dict) else Alias(alias)
        for alias in entry.get("aliases", ())
    ]
    return Value(**{**entry, "aliases": tuple(aliases)})


@cache
def vocabulary(name: str) -> Vocabulary:
    """Return a vocabulary by the name of its file."""
    content = read(f"choices/{name}.yaml")
    values = tuple(_value(entry) for entry in content["values"])
    since, until = content.get("valid_from"), content.get("valid_to")
    return Vocabulary(name, content["title"], content["source"], values, since, until)


def fold(name: str, text: str) -> str:
    """Return the code that a code, label or alias stands for, or raise UnknownValue."""
    try:
        return vocabulary(name).codes[key(text)]
    except KeyError:
        raise UnknownValue(name, text) from None


@cache
def edition() -> str:
    """The hash of all vocabularies: while it stays, `fold` answers as before."""
    digest = hashlib.sha256()
    for path in sorted(files(SCHEMAS).joinpath("choices").iterdir(), key=lambda path: path.name):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def label(name: str, code: str) -> str:
    """Return the official label of a code, or raise UnknownValue."""
    for value in vocabulary(name).values:
        if value.code == code:
            return value.label
    raise UnknownValue(name, code)


def _department(entry: dict[str, Any]) -> Department:
    former = tuple(Alias(**alias) for alias in entry.get("former", ()))
    return Department(**{**entry, "aliases": tuple(entry.get("aliases", ())), "former": former})


@cache
def departments() -> tuple[Department, ...]:
    """Return the departments of departments.yaml in its order, each county's after the county."""
    content = read("departments.yaml")
    bureaus = content["county_departments"]
    found: list[Department] = []
    for body in map(_department, content["departments"]):
        found.append(body)
        if body.division:
            found += (_bureau(body, bureau) for bureau in bureaus)
    return tuple(found)


def _bureau(county: Department, bureau: dict[str, str]) -> Department:
    title = label("divisions", county.division) + bureau["title"]
    return Department(f"{county.name}-{bureau['name']}", title, parent=county.name)


def platform_department() -> str:
    """Return the name of the office that runs the portal."""
    return next(department.name for department in departments() if department.platform)
