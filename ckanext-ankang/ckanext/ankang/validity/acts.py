"""What a document does to others by its title: 关于修改…的决定, 关于废止…的通知, 关于延长…有效期的通知 (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from ckanext.ankang.documents.text.numbers import document_number
from ckanext.ankang.documents.text.structure import Structure

from . import events as kinds
from .clauses import DATE, read_day

# A title that repeals «部分文件» lists them in its text, one an item.
_VERBS: Final = (
    (kinds.EXTENDED, r"关于(?:延长|延续).*有效期"),
    (kinds.DECLARED_LAPSED, r"关于.*宣布.*失效"),
    (kinds.REPEALED, r"关于.*废止"),
    (kinds.SUSPENDED, r"关于(?:暂停|中止)(?:执行|实施|施行)"),
    (kinds.RESUMED, r"关于恢复(?:执行|实施|施行)"),
    (kinds.AMENDED, r"关于(?:修改|修订|修正)"),
)
_FORM = re.compile(r"(?:决定|通知|公告|通告|命令|令)$")
_NAMED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》\s*(?:[（(]([^（）()]{4,40}?号)[）)])?")
_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十百]+、|[（(]?[一二三四五六七八九十\d]+[）).．、])\s*《"
)
_UNTIL = re.compile(rf"(?:延长|延续|有效期)[^。；]{{0,12}}?(?:至|到){DATE}")


@dataclass(frozen=True)
class Act:
    """One thing that the document does to another one."""

    kind: str
    title: str
    number: str = ""
    last_day: date | None = None


def acts(title: str, structure: Structure) -> list[Act]:
    """What a document with this title does; none for one that lays down rules itself."""
    kind = next((code for code, verb in _VERBS if re.search(verb, title)), None)
    if kind is None or not _FORM.search(title):
        return []
    text = "\n".join(node.words for node in structure.nodes)
    named = _in_title(title, text) or _in_items(structure)
    last_day = _last_day(text) if kind == kinds.EXTENDED else None
    return [Act(kind, name, number, last_day) for name, number in named.items()]


def _in_title(title: str, text: str) -> dict[str, str]:
    """The documents named in the title, each with the number that the text gives it."""
    wanted = [one[1] for one in _NAMED.finditer(title)]
    numbers = {one[1]: one[2] for one in _NAMED.finditer(text) if one[2]}
    return {name: _number(numbers.get(name)) for name in wanted}


def _in_items(structure: Structure) -> dict[str, str]:
    lines = (line for node in structure.nodes for line in node.words.split("\n"))
    items = (_NAMED.search(line) for line in lines if _ITEM.match(line))
    return {one[1]: _number(one[2]) for one in items if one}


def _number(said: str | None) -> str:
    return (document_number(said) or said) if said else ""


def _last_day(text: str) -> date | None:
    found = _UNTIL.search(text)
    return read_day(found) if found else None
