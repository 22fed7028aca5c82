"""What an article was and became in the other texts of its document, from comparisons (pure).

`compared` are the comparisons of each text with the one after it, as `ankang_document_comparison_show`
answers their rows; the texts are counted from 0 in the order of their days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Node = Mapping[str, Any]
Rows = Sequence[Row]


@dataclass(frozen=True)
class Step:
    """The article in one text, and the row that says what became of it since the text before."""

    text: int
    nodes: tuple[Node, ...]
    row: Row | None = None


def of_article(compared: Sequence[Rows], at: int, node: Node) -> list[Step]:
    """The article `node` of the text `at` in each text that has it, the oldest first."""
    before = list(_through(reversed(compared[:at]), node, "after", "before"))
    after = list(_through(compared[at:], node, "before", "after"))
    nodes = [*reversed(before), (node,), *after]
    first = at - len(before)
    steps = [Step(first, nodes[0])]
    for text, here in enumerate(nodes[1:], start=first + 1):
        row = next(row for row in compared[text - 1] if _meet(row["after"], here))
        steps.append(Step(text, here, row))
    return steps


def _through(
    comparisons: Iterable[Rows], node: Node, here: str, there: str
) -> Iterator[tuple[Node, ...]]:
    nodes: tuple[Node, ...] = (node,)
    for rows in comparisons:
        nodes = tuple(other for row in rows if _meet(row[here], nodes) for other in row[there])
        if not nodes:
            return
        yield nodes


def _meet(some: Iterable[Node], others: Iterable[Node]) -> bool:
    anchors = {node["anchor"] for node in others}
    return any(node["anchor"] in anchors for node in some)


@dataclass(frozen=True)
class Renumbered:
    """An older text in which a number was another article, and where that one stands now."""

    text: int
    now: tuple[Node, ...]


def renumbered(compared: Sequence[Rows], at: int, anchor: str) -> list[Renumbered]:
    """The texts before `at` whose article at `anchor` is not the one that `at` has there."""
    found = []
    for text in range(at):
        before = (node for row in compared[text] for node in row["before"])
        if old := next((node for node in before if node["anchor"] == anchor), None):
            steps = of_article(compared[:at], text, old)
            now = next((step.nodes for step in steps if step.text == at), ())
            if not _meet(now, [old]):
                found.append(Renumbered(text, now))
    return found
