"""One layout for a text, whatever it is written as: its paragraphs in order, each with its style.

`sheet_of` takes what `ankang_document_text_show` answers. A sheet says everything a file says, so
its digest says whether a file made earlier is still the right one.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

# Part of every digest: a new layout makes every file anew.
TEMPLATE = 1

TITLE, NOTE, BODY, ADDRESSEES, CLOSING = "title", "note", "body", "addressees", "closing"
HEADING, SUBHEADING, ANNEX = "heading", "subheading", "annex"
PART, CHAPTER, SECTION, ARTICLE = "part", "chapter", "section", "article"
HEADINGS = {PART: HEADING, CHAPTER: HEADING, SECTION: SUBHEADING, ANNEX: ANNEX}


@dataclass(frozen=True)
class Block:
    """One paragraph; `lead` is the number it begins with, `label` what the contents call it."""

    style: str
    text: str
    lead: str = ""
    anchor: str = ""
    label: str = ""
    level: int = 0


@dataclass(frozen=True)
class Imprint:
    """What stands around the text and comes from us: facts at the end, lines at the foot."""

    disclaimer: str
    version: str
    address: str
    page: str
    about: str
    facts: Sequence[tuple[str, str]]
    language: str = "zh-CN"


@dataclass(frozen=True)
class Sheet:
    """All that is written into a file."""

    title: str
    issuer: str
    blocks: Sequence[Block]
    imprint: Imprint

    @property
    def digest(self) -> str:
        said = json.dumps([TEMPLATE, asdict(self)], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def characters(self) -> int:
        return sum(len(block.text) for block in self.blocks)


def sheet_of(
    title: str, issuer: str, nodes: Sequence[Mapping[str, Any]], imprint: Imprint
) -> Sheet:
    """The sheet of a text given as the nodes of its structure."""
    return Sheet(
        clean(title), clean(issuer), tuple(_blocks(clean(title), nodes)), _cleaned(imprint)
    )


def clean(text: str) -> str:
    """A text without what no print shows: control and format characters, and what XML forbids."""
    return "".join(" " if c == "\t" else c for c in text if c in "\n\t" or _prints(c))


def _prints(character: str) -> bool:
    if unicodedata.category(character) in ("Cc", "Cf", "Cs"):
        return False
    return ord(character) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(character) <= 0xFDEF


def _cleaned(imprint: Imprint) -> Imprint:
    return Imprint(
        disclaimer=clean(imprint.disclaimer),
        version=clean(imprint.version),
        address=clean(imprint.address),
        page=imprint.page,
        about=clean(imprint.about),
        facts=tuple((clean(name), clean(value)) for name, value in imprint.facts),
        language=imprint.language,
    )


def _blocks(title: str, nodes: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """The title first, as it is called; what is printed above it becomes its note."""
    kinds = [node["kind"] for node in nodes]
    own = kinds.index("title") if "title" in kinds else -1
    yield Block(TITLE, title, anchor="title")
    for at, node in enumerate(nodes):
        if at == own:
            continue
        before_body = at < own or (node["kind"] == "preamble" and _is_note(node["text"]))
        yield from _of_note(node) if before_body else _of_node(node)


def _is_note(line: str) -> bool:
    """History between title and text: in brackets, or a line that opens with its year."""
    return line.strip().startswith(("（", "(")) or line.strip()[:4].isdigit()


def _of_note(node: Mapping[str, Any]) -> Iterator[Block]:
    for line in _lines(node["text"]):
        yield Block(NOTE, line)


def _of_node(node: Mapping[str, Any]) -> Iterator[Block]:
    kind, heading = node["kind"], clean(node["heading"]).replace("\n", "")
    if kind == ARTICLE:
        yield from _article(node, heading)
    elif kind in HEADINGS:
        style, level = HEADINGS[kind], 2 if kind == SECTION else 1
        label = " ".join(heading.split())
        yield Block(style, heading, anchor=node["anchor"], label=label, level=level)
        yield from (Block(BODY, line) for line in _lines(node["text"]))
    else:
        yield from _plain(node, kind)


def _article(node: Mapping[str, Any], heading: str) -> Iterator[Block]:
    first, *rest = _lines(node["text"]) or [""]
    yield Block(BODY, first, lead=heading, anchor=node["anchor"], label=heading, level=3)
    yield from (Block(BODY, line) for line in rest)


def _plain(node: Mapping[str, Any], kind: str) -> Iterator[Block]:
    first = {"title": TITLE, "closing": CLOSING}.get(kind, BODY)
    for line in _lines(node["text"]):
        # Addressees stand flush left before the first paragraph (GB/T 9704).
        addressed = node["anchor"] == "paragraph-1" and line.endswith("：")
        yield Block(ADDRESSEES if addressed else first, line, anchor=node["anchor"])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in clean(text).split("\n") if line.strip()]
