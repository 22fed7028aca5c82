"""Addresses of a place in a text: 第八条第二款 in /doc/<document>/<version>/第八条第二款 (pure)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.ankang.documents.text.numbers import NUMERAL, chinese, integer
from ckanext.ankang.documents.text.structure import ANNEX, ARTICLE, CHAPTER, PARAGRAPH, PART

Node = dict[str, Any]

_KINDS = {"编": PART, "章": CHAPTER, "条": ARTICLE, "段": PARAGRAPH}
_UNITS = {kind: unit for unit, kind in _KINDS.items()}
# 第八条, 第8条, 第八条之一, 第八条第一款第（二）项; a 目 leads to its 项.
_NUMBERED = re.compile(
    rf"^第({NUMERAL})([编章条段])(?:之({NUMERAL}))?"
    rf"(?:第({NUMERAL})款)?(?:第\(?({NUMERAL})\)?项)?(?:第?\(?{NUMERAL}\)?目)?$"
)
_ANNEX = re.compile(rf"^附(?:件|表|录)第?({NUMERAL})?$")
# Four digits are the most that a text counts (numbers.chinese).
_MOST = 9_999


@dataclass(frozen=True)
class Place:
    """A numbered piece of a text; `paragraph` and `item` are the 款 and 项 of an article, or 0."""

    kind: str
    number: str
    paragraph: int = 0
    item: int = 0

    @property
    def words(self) -> str:
        """The one way in which an address writes it: 第八条之一第二款."""
        if self.kind == ANNEX:
            return f"附件{self.number}"
        number, _, added = self.number.partition("-")
        after = f"之{chinese(int(added))}" if added else ""
        return f"第{chinese(int(number))}{_UNITS[self.kind]}{after}{self.part}"

    @property
    def part(self) -> str:
        """What of an article it is: 第二款第三项; empty for the whole."""
        levels = ((self.paragraph, "款"), (self.item, "项"))
        return "".join(f"第{chinese(number)}{unit}" for number, unit in levels if number)


def place(words: str) -> Place | None:
    """The place that an address names, or None when it names none."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", words))
    if found := _ANNEX.match(plain):
        return Place(ANNEX, str(integer(found[1])) if found[1] else "")
    found = _NUMBERED.match(plain)
    numbers = [integer(n) for n in (found[1], found[3]) if n] if found else []
    if not found or not all(0 < number <= _MOST for number in numbers):
        return None
    inner = [integer(n) if n else 0 for n in (found[4], found[5])]
    if (any(inner) and found[2] != "条") or max(inner) > _MOST:
        return None
    return Place(_KINDS[found[2]], "-".join(map(str, numbers)), *inner)


def of_node(node: Node) -> Place | None:
    """The place of a piece of a text, or None for pieces that have no number of their own."""
    if node["kind"] == ANNEX or (node["kind"] in _UNITS and node["number"]):
        return Place(node["kind"], node["number"])
    # Paragraphs carry their count in the anchor alone.
    if node["kind"] == PARAGRAPH and (found := re.fullmatch(r"paragraph-(\d+)", node["anchor"])):
        return Place(PARAGRAPH, found[1])
    return None


def find(nodes: Sequence[Node], wanted: Place) -> Node | None:
    """The piece of a text at a place; a lone 附件 answers to 附件1, too."""
    same = [node for node in nodes if node["kind"] == wanted.kind]
    if wanted.kind == ANNEX and len(same) == 1 and wanted.number in ("", "1"):
        return same[0]
    return next((node for node in same if _is_at(node, wanted)), None)


def _is_at(node: Node, wanted: Place) -> bool:
    found = of_node(node)
    return found is not None and found.number == wanted.number


def neighbours(nodes: Sequence[Node], node: Node) -> tuple[Node | None, Node | None]:
    """The pieces of the same kind before and after one."""
    same = [other for other in nodes if other["kind"] == node["kind"] and of_node(other)]
    at = next(i for i, other in enumerate(same) if other["anchor"] == node["anchor"])
    return (same[at - 1] if at else None, same[at + 1] if at + 1 < len(same) else None)


def reach(nodes: Sequence[Node]) -> tuple[str, str] | None:
    """The first and the last article (or paragraph), for whoever asked for one that is not there."""
    for kind in (ARTICLE, PARAGRAPH):
        if found := [p.words for node in nodes if node["kind"] == kind and (p := of_node(node))]:
            return found[0], found[-1]
    return None
