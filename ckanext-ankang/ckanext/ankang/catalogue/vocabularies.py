"""The vocabularies in schemas/choices: one official list a file, aliases folded, nothing guessed."""

import unicodedata
from dataclasses import dataclass
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
    """One entry of a vocabulary."""

    code: str
    label: str
    aliases: tuple[Alias, ...] = ()
    open: bool = False
    url: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return everything this value is called."""
        return (self.label, *(alias.label for alias in self.aliases))


@dataclass(frozen=True)
class Vocabulary:
    """One list of values and where it comes from."""

    name: str
    title: str
    source: str
    values: tuple[Value, ...]

    @property
    def names(self) -> list[str]:
        """Return all labels and aliases."""
        return [name for value in self.values for name in value.names]

    @cached_property
    def codes(self) -> dict[str, str]:
        """Return the code of every code, label and alias."""
        return {
            _key(name): value.code for value in self.values for name in (value.code, *value.names)
        }


@dataclass(frozen=True)
class Department:
    """One publishing body: an organisation of the portal."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _read(path: str) -> dict[str, Any]:
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
    content = _read(f"choices/{name}.yaml")
    values = tuple(_value(entry) for entry in content["values"])
    return Vocabulary(name, content["title"], content["source"], values)


def fold(name: str, text: str) -> str:
    """Return the code that a code, label or alias stands for, or raise UnknownValue."""
    try:
        return vocabulary(name).codes[_key(text)]
    except KeyError:
        raise UnknownValue(name, text) from None


def label(name: str, code: str) -> str:
    """Return the official label of a code, or raise UnknownValue."""
    for value in vocabulary(name).values:
        if value.code == code:
            return value.label
    raise UnknownValue(name, code)


@cache
def departments() -> tuple[Department, ...]:
    """Return the departments of departments.yaml in its order."""
    entries = _read("departments.yaml")["departments"]
    return tuple(Department(**{**e, "aliases": tuple(e.get("aliases", ()))}) for e in entries)
