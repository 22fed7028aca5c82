"""Names of documents: what 《…》 holds, how two prints of a name are compared, what is no document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from ckanext.ankang.documents.text.structure import squeeze

# «公告» ends the names of gazettes (商标公告) and those of documents (关于……的公告) alike.
_DOCUMENT = re.compile(r"^关于.*的(?:公告|通知|决定|规定)$|关于(?:发布|印发|公布|修改|废止)")


@dataclass(frozen=True)
class Rule:
    """Names with these endings are no documents, and why."""

    code: str
    label: str
    reason: str
    endings: tuple[str, ...]


def key(name: str) -> str:
    """What two prints of a name have in common: no spaces, no 中华人民共和国, one bracket style."""
    plain = squeeze(name).translate(str.maketrans("()〈〉<>《》", "（）〈〉〈〉〈〉"))
    return plain.removeprefix("中华人民共和国")


def stem(name: str) -> str:
    """A name without the words that a lasting text drops: what replaces what."""
    return re.sub(r"[（(]?(?:试行|暂行|草案|修订|试行草案)[）)]?|中华人民共和国", "", squeeze(name))


def no_document(name: str) -> Rule | None:
    """The rule by which a name is no document, or None when it may be one."""
    if _DOCUMENT.search(name):
        return None
    return next((rule for rule in rules() if name.endswith(rule.endings)), None)


def inner(name: str) -> Iterator[str]:
    """The names inside a name: 《国务院关于修改〈农药管理条例〉的决定》 names one."""
    yield from re.findall(r"[〈《<]([^〈〉《》<>]+)[〉》>]", name)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of schemas/no_documents.yaml in their order."""
    text = files("ckanext.ankang.schemas").joinpath("no_documents.yaml").read_text("utf-8")
    found = yaml.safe_load(text)["rules"]
    return tuple(
        Rule(rule["code"], rule["label"], rule["reason"], tuple(rule["endings"])) for rule in found
    )
