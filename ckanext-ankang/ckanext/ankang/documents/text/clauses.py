"""The inside of an article: 款, 项 and 目 (立法法 65: 条之下分款、项、目).

A 款 is a paragraph of its own; items are counted within theirs and are no 款, and the paragraph
after them is the next 款 (trap 25). Rows of a table that a text flattened belong to what stands
before them (trap 24).
"""

import re
from dataclasses import dataclass, field, replace

from .numbers import integer

_ITEM = re.compile(r"^[（(]([一二三四五六七八九十百零〇]+)[）)]\s*")
_OUTLINE = re.compile(r"^([一二三四五六七八九十百]+)、\s*")
# «1．1—苯基—2—丙酮» is item 1 (trap 23), «1.5万元» none: an item's point is not followed by a decimal's.
_SUB = re.compile(r"^(\d{1,2})(?:[．、]|[.](?!\d))\s*")
_ROW = re.compile(r"^\S{1,20}(?:[ \u3000\t]+\S{1,20})+$")
_ENDS = "。；：，、！？"


@dataclass(frozen=True)
class Item:
    """A 项 (or 目): its number, the words after it, and what is counted below it.

    `level` is 0 for 一、, 1 for （一） and 2 for 1．: a higher one is counted below a lower one.
    """

    number: int
    text: str
    level: int
    items: list["Item"] = field(default_factory=list)


@dataclass(frozen=True)
class Clause:
    """A 款: its number within the article, its words and its items."""

    number: int
    text: str
    items: list[Item] = field(default_factory=list)


def clauses_of(text: str) -> list[Clause]:
    """The 款 of an article (or of an annex) given as its lines."""
    clauses: list[Clause] = []
    for line in text.split("\n"):
        if item := _item(line):
            if not clauses:
                clauses.append(Clause(1, ""))
            _place(clauses[-1].items, item)
        elif clauses and _is_row(line):
            _lengthen(clauses, line)
        else:
            clauses.append(Clause(len(clauses) + 1, line))
    return clauses


def _item(line: str) -> Item | None:
    for level, pattern in enumerate((_OUTLINE, _ITEM, _SUB)):
        if found := pattern.match(line):
            return Item(integer(found[1]), line[found.end() :], level)
    return None


def _place(items: list[Item], item: Item) -> None:
    if items and items[-1].level < item.level:
        _place(items[-1].items, item)
    else:
        items.append(item)


def _is_row(line: str) -> bool:
    return bool(_ROW.match(line)) and line[-1] not in _ENDS and any(c.isdigit() for c in line)


def _lengthen(clauses: list[Clause], line: str) -> None:
    """Add a row to the last item, or to the 款 where it has none."""
    last = clauses[-1]
    if not last.items:
        clauses[-1] = Clause(last.number, f"{last.text}\n{line}")
        return
    items = last.items
    while items[-1].items:
        items = items[-1].items
    items[-1] = replace(items[-1], text=f"{items[-1].text}\n{line}")
