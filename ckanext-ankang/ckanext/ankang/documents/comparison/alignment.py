"""Which article of one text is which of another.

Two articles belong together when they share rare words. It is done in four steps: the surest
pairs wherever they stand; the heaviest run of them that keeps the order (what is not in it has
moved); weaker pairs where the order of both texts leaves a gap; and what is left over, when
most of it can be read in an article that already has a partner: a split or a merger.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ..text.numbers import NUMERAL
from ..text.structure import ANNEX, ARTICLE, CHAPTER, PARAGRAPH, PART, SECTION, Node
from .likeness import Likeness, Link, heaviest_chain
from .words import Piece, differences, plain, without_references

SAME, RENUMBERED, REFERENCES, CHANGED, MOVED, SPLIT, MERGED, ADDED, REMOVED = (
    "same",
    "renumbered",
    "references",
    "changed",
    "moved",
    "split",
    "merged",
    "added",
    "removed",
)
RELATIONS = (SAME, RENUMBERED, REFERENCES, CHANGED, MOVED, SPLIT, MERGED, ADDED, REMOVED)
TEXT_KINDS = (ARTICLE, PARAGRAPH, ANNEX)
DIVISIONS = (PART, CHAPTER, SECTION)

_DIVISION_NUMBER = re.compile(rf"^(?:第{NUMERAL}[编章节]\s*|{NUMERAL}、|[（(]{NUMERAL}[）)])")
# Shares of common rare words, found on the ten pairs aligned by hand (tests/samples/documents/
# aligned): a pair that is sure anywhere, one in a gap of the order, one part of an article.
_SURE, _IN_GAP, _PART = 0.45, 0.2, 0.26
_NONE: tuple[float, Link] = (0.0, (0, 0))


@dataclass(frozen=True)
class Row:
    """Pieces of the older text beside those of the newer one, and what became of them."""

    relation: str
    before: tuple[Node, ...]
    after: tuple[Node, ...]

    @cached_property
    def same_words(self) -> bool:
        return _words(self.before) == _words(self.after)

    @cached_property
    def pieces(self) -> list[Piece]:
        """The words that went and came."""
        return differences(_printed(self.before), _printed(self.after))


def _printed(nodes: Iterable[Node]) -> str:
    return "\n".join(_body(node) for node in nodes)


def _words(nodes: Iterable[Node]) -> str:
    return plain(_printed(nodes))


def _body(node: Node) -> str:
    """What is compared: the text; of a division its name without «第一章»."""
    if node.kind in DIVISIONS:
        return _DIVISION_NUMBER.sub("", node.heading.replace("\n", "")) + node.text
    return f"{node.heading}\n{node.text}" if node.kind == ANNEX else node.text


Group = tuple[list[int], list[int]]


def compare(before: Sequence[Node], after: Sequence[Node]) -> list[Row]:
    """Every article, paragraph, annex and heading of two texts, in the order of the newer one."""
    rows = [
        row
        for kinds in (TEXT_KINDS, DIVISIONS)
        for row in _aligned(
            [node for node in before if node.kind in kinds],
            [node for node in after if node.kind in kinds],
        )
    ]
    return _in_order(rows, before, after)


def _aligned(old: list[Node], new: list[Node]) -> list[Row]:
    """The rows of two lists of one kind, in no order."""
    likeness = Likeness(
        *([without_references(_words([node])) for node in nodes] for nodes in (old, new))
    )
    sure = _surest(likeness)
    links = sure | _in_gaps(likeness, sure, len(old), len(new))
    links |= _parts(likeness, links)
    steady = heaviest_chain({link: likeness.weight(link) for link in links})
    return [
        _row([old[i] for i in olds], [new[j] for j in news], moved=not steady & _across(olds, news))
        for olds, news in _groups(links, len(old), len(new))
    ]


def _across(olds: Iterable[int], news: Iterable[int]) -> set[Link]:
    return {(i, j) for i in olds for j in news}


def _surest(likeness: Likeness) -> set[Link]:
    """The pairs most alike, each text once; of equal ones those at the nearest places."""
    alike = {link: likeness.alike(link) for link in likeness.links()}
    alike = {link: much for link, much in alike.items() if much >= _SURE}
    found: dict[int, int] = {}
    taken: set[int] = set()
    for i, j in sorted(alike, key=lambda at: (-alike[at], abs(at[0] - at[1]), sum(at))):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return set(found.items())


def _in_gaps(likeness: Likeness, sure: set[Link], olds: int, news: int) -> set[Link]:
    """Weaker pairs between two neighbours in the order that most sure pairs keep."""
    spine = heaviest_chain({link: likeness.weight(link) for link in sure})
    free_old = set(range(olds)) - {i for i, _ in sure}
    free_new = set(range(news)) - {j for _, j in sure}
    found: set[Link] = set()
    for one, two in pairwise([(-1, -1), *sorted(spine), (olds, news)]):
        gap = _across(
            (i for i in range(one[0] + 1, two[0]) if i in free_old),
            [j for j in range(one[1] + 1, two[1]) if j in free_new],
        )
        alike = {link: likeness.alike(link) for link in gap}
        found |= heaviest_chain({link: much for link, much in alike.items() if much >= _IN_GAP})
    return found


def _parts(likeness: Likeness, links: set[Link]) -> set[Link]:
    """Links of what has no partner to the text it was taken from, or was taken into."""
    news: dict[int, set[int]] = defaultdict(set)
    olds: dict[int, set[int]] = defaultdict(set)
    for i, j in links:
        news[i].add(j)
        olds[j].add(i)
    split: dict[int, tuple[float, Link]] = {}
    merged: dict[int, tuple[float, Link]] = {}
    for i, j in likeness.links():
        if likeness.part((i, j)) < _PART:
            continue
        if not olds[j]:
            split[j] = max(split.get(j, _NONE), (likeness.split_off((i, j), news[i]), (i, j)))
        if not news[i]:
            merged[i] = max(merged.get(i, _NONE), (likeness.merged_in((i, j), olds[j]), (i, j)))
    best = [*split.values(), *merged.values()]
    return {link for share, link in best if share >= _PART}


def _groups(links: set[Link], olds: int, news: int) -> Iterator[Group]:
    """Old and new places that hang together by links; a place without any stands alone."""
    waiting_old, waiting_new = set(range(olds)), set(range(news))
    while waiting_old or waiting_new:
        group_old = {waiting_old.pop()} if waiting_old else set[int]()
        group_new = set[int]() if group_old else {waiting_new.pop()}
        while grown := {(i, j) for i, j in links if (i in group_old) != (j in group_new)}:
            group_old |= {i for i, _ in grown}
            group_new |= {j for _, j in grown}
        waiting_old -= group_old
        waiting_new -= group_new
        yield sorted(group_old), sorted(group_new)


def _row(before: list[Node], after: list[Node], *, moved: bool) -> Row:
    row = Row("", tuple(before), tuple(after))
    return Row(_relation(row, moved=moved), row.before, row.after)


def _relation(row: Row, *, moved: bool) -> str:
    if not row.before or not row.after:
        return ADDED if row.after else REMOVED
    if len(row.before) + len(row.after) > 2:
        return SPLIT if len(row.after) > len(row.before) else MERGED
    if moved:
        return MOVED
    if row.same_words:
        return SAME if _same_number(row.before[0], row.after[0]) else RENUMBERED
    masked = {without_references(_words(side)) for side in (row.before, row.after)}
    return REFERENCES if len(masked) == 1 else CHANGED


def _same_number(old: Node, new: Node) -> bool:
    """A paragraph that nobody numbered cannot be renumbered."""
    return old.kind == new.kind and (old.kind == PARAGRAPH or old.number == new.number)


def _in_order(rows: list[Row], before: Sequence[Node], after: Sequence[Node]) -> list[Row]:
    """By the newer text; what was removed stands where the older one had it."""
    place = {id(node): at for at, node in enumerate(after)}
    home = {id(row.before[0]): place[id(row.after[0])] for row in rows if row.before and row.after}
    last, keys = -1, {}
    for at, node in enumerate(before):
        last = home.get(id(node), last)
        keys[id(node)] = (last, at)
    return sorted(
        rows,
        key=lambda row: (place[id(row.after[0])], -1) if row.after else keys[id(row.before[0])],
    )
