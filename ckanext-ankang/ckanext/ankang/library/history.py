"""What an article was and became in the other texts of its document (pure)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ckanext.ankang.documents.comparison import Piece, Row, differences
from ckanext.ankang.documents.text.structure import Node

# Compares two texts, the older one first.
Compare = Callable[[Sequence[Node], Sequence[Node]], list[Row]]


@dataclass(frozen=True)
class Step:
    """The article in one text: where it stands there, and what became of it since the text before."""

    text: int
    nodes: tuple[Node, ...]
    relation: str = ""
    pieces: tuple[Piece, ...] = ()


def of_article(
    texts: Sequence[Sequence[Node]], at: int, anchor: str, compare: Compare
) -> list[Step]:
    """The article at `anchor` of the text `at` in each text that has it, the oldest first.

    `texts` stand in the order of their days.
    """
    rows = [compare(one, two) for one, two in pairwise(texts)]
    here = [node for node in texts[at] if node.anchor == anchor]
    before = list(_back(rows[:at], here))
    after = list(_on(rows[at:], here))
    nodes = [*reversed(before), tuple(here), *after]
    first = at - len(before)
    return [_step(first, i, nodes, rows) for i in range(len(nodes)) if nodes[i]]


def _step(first: int, i: int, nodes: list[tuple[Node, ...]], rows: list[list[Row]]) -> Step:
    text = first + i
    if i == 0 or not nodes[i - 1]:
        return Step(text, nodes[i])
    row = next(row for row in rows[text - 1] if _meet(row.after, nodes[i]))
    changed = () if row.same_words else tuple(differences(_words(nodes[i - 1]), _words(nodes[i])))
    return Step(text, nodes[i], row.relation, changed)


def _back(rows: list[list[Row]], nodes: Iterable[Node]) -> Iterator[tuple[Node, ...]]:
    for compared in reversed(rows):
        nodes = tuple(node for row in compared if _meet(row.after, nodes) for node in row.before)
        if not nodes:
            return
        yield nodes


def _on(rows: list[list[Row]], nodes: Iterable[Node]) -> Iterator[tuple[Node, ...]]:
    for compared in rows:
        nodes = tuple(node for row in compared if _meet(row.before, nodes) for node in row.after)
        if not nodes:
            return
        yield nodes


def _meet(some: Iterable[Node], others: Iterable[Node]) -> bool:
    anchors = {node.anchor for node in others}
    return any(node.anchor in anchors for node in some)


def _words(nodes: Iterable[Node]) -> str:
    return "\n".join(node.text for node in nodes)


@dataclass(frozen=True)
class Renumbered:
    """An older article of the number that was asked for, and where it stands in the text shown."""

    text: int
    now: tuple[Node, ...]


def renumbered(
    texts: Sequence[Sequence[Node]], at: int, anchor: str, compare: Compare
) -> list[Renumbered]:
    """The older texts in which this number was another article than it is in the text `at`."""
    found = []
    for text in range(at):
        if any(node.anchor == anchor for node in texts[text]):
            steps = of_article(texts[: at + 1], text, anchor, compare)
            now = next((step.nodes for step in steps if step.text == at), ())
            if anchor not in {node.anchor for node in now}:
                found.append(Renumbered(text, now))
    return found
