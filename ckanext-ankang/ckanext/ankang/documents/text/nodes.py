"""What a document consists of: addressable pieces in order, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PART, CHAPTER, SECTION, ARTICLE = "part", "chapter", "section", "article"
PARAGRAPH, ANNEX, TITLE, PREAMBLE, CLOSING = (
    "paragraph",
    "annex",
    "title",
    "preamble",
    "closing",
)


@dataclass(frozen=True)
class Node:
    """One addressable piece: `heading` and `text` as printed, `number` Arabic («3», «3-1»)."""

    kind: str
    number: str = ""
    heading: str = ""
    text: str = ""
    anchor: str = ""
    supplied: bool = False
    # 0 is the document itself or the notice that forwards another, 1 the one that is forwarded.
    layer: int = 0

    @property
    def words(self) -> str:
        return "\n".join(part for part in (self.heading, self.text) if part)


@dataclass(frozen=True)
class Problem:
    """What a reader must know about the text; `blocks` means it is not complete.

    `template` is a sentence that the doors pass through gettext, `fields` what it names.
    """

    template: str
    fields: Mapping[str, str] = field(default_factory=dict)
    blocks: bool = False

    @property
    def sentence(self) -> str:
        return self.template.format(**self.fields)


@dataclass(frozen=True)
class Structure:
    """A document as a title, what stands before the first article, and numbered nodes."""

    nodes: list[Node]
    problems: list[Problem]

    @property
    def title(self) -> str:
        """The title that stands first; a forwarded document has one more."""
        texts = (node.text.replace("\n", "") for node in self.nodes if node.kind == TITLE)
        return next(texts, "")

    @property
    def preamble(self) -> list[str]:
        texts = (node.text for node in self.nodes if node.kind == PREAMBLE)
        return [line for text in texts for line in text.split("\n")]

    @property
    def complete(self) -> bool:
        return not any(problem.blocks for problem in self.problems)

    @property
    def text(self) -> str:
        return "\n".join(node.words for node in self.nodes)
