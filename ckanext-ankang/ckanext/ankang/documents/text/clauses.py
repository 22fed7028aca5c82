"""The inside of an article: 款, 项 and 目 (立法法 65: 条之下分款、项、目).

A 款 is a paragraph of its own; items are counted within theirs and are no 款, and the paragraph
after them is the next 款 (trap 25). Rows of a table that a text flattened belong to what stands
before them (trap 24).
"""

import re
from dataclasses import dataclass, field

from .numbers import integer

# By the level of what they number: 一、 above （一） above 1． above (1) (GB/T 9704—2012 7.3.3).
_LEVELS = (
    re.compile(r"^\s*([一二三四五六七八九十百]+)、\s*"),
    re.compile(r"^\s*[（(]([一二三四五六七八九十百零〇]+)[）)]\s*"),
    # «1．1—苯基—2—丙酮» is item 1 (trap 23), «1.5万元» none: after a half-width point no digit follows.
    re.compile(r"^\s*(\d{1,2})(?:[．、]|[.](?!\d))\s*"),
    re.compile(r"^\s*[（(](\d{1,2})[）)]\s*"),
)
_ROW = re.compile(r"^\S{1,20}(?:[ \u3000\t]+\S{1,20})+$")
_ENDS = "。；：，、！？"


@dataclass
class Item:
    """A 项 (or 目): its number, its words, where it stands with all that is counted below it."""

    number: int
    text: str
    level: int
    start: int
    end: int
    items: list["Item"] = field(default_factory=list)


@dataclass
class Clause:
    """A 款: its number within the article, its words, where it stands with its items."""

    number: int
    text: str
    start: int
    end: int
    items: list[Item] = field(default_factory=list)


def clauses_of(text: str) -> list[Clause]:
    """The 款 of an article (or of an annex) given as its lines; the first line begins one."""
    clauses: list[Clause] = []
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if clauses and (item := _item(line, at)):
            _place(clauses[-1], item)
        elif clauses and _is_row(line):
            _lengthen(clauses[-1], line, end)
        elif line:
            clauses.append(Clause(len(clauses) + 1, line, at, end))
        at = end + 1
    return clauses


def _item(line: str, at: int) -> Item | None:
    for level, pattern in enumerate(_LEVELS):
        if found := pattern.match(line):
            return Item(integer(found[1]), line[found.end() :], level, at, at + len(line))
    return None


def _place(above: Clause | Item, item: Item) -> None:
    """Put an item below the last one of a higher level, else beside it; all above grow with it."""
    above.end = item.end
    if above.items and above.items[-1].level < item.level:
        _place(above.items[-1], item)
    else:
        above.items.append(item)


def _is_row(line: str) -> bool:
    return bool(_ROW.match(line)) and line[-1] not in _ENDS and any(c.isdigit() for c in line)


def _lengthen(above: Clause | Item, line: str, end: int) -> None:
    """Add a row to the last item, or to the 款 where it has none."""
    above.end = end
    if above.items:
        _lengthen(above.items[-1], line, end)
    else:
        above.text += f"\n{line}"
