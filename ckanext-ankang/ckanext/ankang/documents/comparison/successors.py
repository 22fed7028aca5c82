"""What an article of an older text is in the texts after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..text.structure import Node
from .alignment import SPLIT, Row


@dataclass(frozen=True)
class Step:
    """From one text to the next: what became of the article, and what it is there."""

    relation: str
    same_words: bool
    after: tuple[Node, ...]


def trace(comparisons: Iterable[Sequence[Row]], anchor: str) -> list[Step]:
    """The way of one article through consecutive comparisons; it ends where it was removed."""
    anchors, steps = {anchor}, list[Step]()
    for rows in comparisons:
        step = _step([row for row in rows if anchors & {node.anchor for node in row.before}])
        if step is None:
            break
        steps.append(step)
        anchors = {node.anchor for node in step.after}
    return steps


def _step(rows: list[Row]) -> Step | None:
    """What rows do together: an article that was split once goes on as several."""
    if not rows:
        return None
    after = tuple(node for row in rows for node in row.after)
    relations = {row.relation for row in rows if row.after or not after}
    relation = relations.pop() if len(relations) == 1 else SPLIT
    return Step(relation, all(row.same_words for row in rows), after)
