"""The structure of a normative document, found in its paragraphs without losing a character.

`parse` never edits: the headings and texts of the nodes, one after the other, are the input
without its white space. What looks wrong is reported in `problems`; a problem that `blocks`
means that the text is not the whole document.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .completeness import problems_of
from .dates import is_day
from .head import is_party, is_signed_day, read_head
from .history import read_history
from .layers import Layers, split_layers
from .nodes import ANNEX as ANNEX
from .nodes import ARTICLE as ARTICLE
from .nodes import CHAPTER as CHAPTER
from .nodes import CLOSING as CLOSING
from .nodes import PARAGRAPH as PARAGRAPH
from .nodes import PART as PART
from .nodes import PREAMBLE as PREAMBLE
from .nodes import SECTION as SECTION
from .nodes import TITLE as TITLE
from .nodes import Node as Node
from .nodes import Problem as Problem
from .nodes import Structure as Structure
from .numbers import NUMERAL, document_number, integer
from .plainly import squeeze as squeeze

_DIVISION = re.compile(rf"^第\s*({NUMERAL})\s*([编章节])(?=\s|\S)")
_ARTICLE = re.compile(rf"^第\s*({NUMERAL})\s*条(?:之({NUMERAL}))?")
# «第十条第二款规定的…» at the beginning of a line cites an article, it does not begin one.
_CITES = re.compile(r"^(?:第|规定|的|所|、|和|至|或|及|，)")
_ANNEX = re.compile(rf"^(?:附[：:]|附$|附\s*[件表录](?:\s*{NUMERAL})?(?:[：:\s].{{0,60}})?$)")
_OUTLINE = re.compile(r"^([一二三四五六七八九十]+)、")
_ITEM = re.compile(r"^[（(]([一二三四五六七八九十]+)[）)]")
_COPY = re.compile(r"^(?:抄\s*送|主\s*送|印\s*发)[：:]|.{0,40}日\s*印\s*发$|^注\d+：")
_OPEN = re.compile(
    r"^[（(](?:此件|本文)?(?:主动公开|公开发布|依申请公开|不予公开|删减后公开)[）)]$"
)
_SENTENCE_END = "。；：，:;,！？”）)"
_LIST_OF_ANNEXES = re.compile(r"^附\s*件\s*[：:]\s*\S")
_LISTED = re.compile(r"^\s*\d{1,2}[.．、]")
_SIGNATURE_LINES = 8
_HEADING_LENGTH = 40
# A red head of several organs, urgency and signer may stand above a title.
_ABOVE_TITLE, _TITLE_LINES = 14, 7


def from_markdown(text: str) -> list[str]:
    """The paragraphs of a file of the corpus: without heading signs and the end-of-history mark."""
    lines = (line.strip().lstrip("#").strip("\u200b \u3000") for line in text.splitlines())
    return [line for line in lines if line and line != "<!-- INFO END -->"]


def parse(paragraphs: Iterable[str], title: str = "") -> Structure:
    """Find the structure of a document given as paragraphs; `title` helps to find its own."""
    lines = [stripped for line in paragraphs if (stripped := line.strip())]
    layers = split_layers(lines)
    nodes = _layered(layers, title) if layers else _anchored(_nodes(lines, title))
    return Structure(nodes, list(problems_of(nodes)))


def _layered(layers: Layers, title: str) -> list[Node]:
    """The nodes of a notice and of what it forwards; the rule keeps the plain anchors."""
    above = [Node(TITLE, text="\n".join(layers.above))] if layers.above else []
    lines = layers.forwarded
    below = [] if layers.above else [Node(PREAMBLE, text=line) for line in lines[: layers.offset]]
    rule = _nodes(lines[len(below) :], "" if layers.above else layers.name, titled=not layers.above)
    forwarded = [replace(node, layer=1) for node in _anchored([*above, *below, *rule])]
    notice = _anchored(_nodes(layers.notice, title), prefix="notice-")
    return [*forwarded[: len(above)], *notice, *forwarded[len(above) :]]


def _nodes(lines: list[str], title: str, *, titled: bool = True) -> list[Node]:
    before, heading, rest = _split_title(lines, title) if titled else ([], [], lines)
    body = _by_article(rest) if _first_article(rest) is not None else _by_outline(rest)
    return _numbered(
        [
            *(Node(PREAMBLE, text=line) for line in before),
            *([Node(TITLE, text="\n".join(heading))] if heading else []),
            *body,
        ]
    )


def _split_title(lines: list[str], title: str) -> tuple[list[str], list[str], list[str]]:
    for wanted in filter(None, (_bare_title(title), _bare_title(read_head(lines).title))):
        for start in range(min(_ABOVE_TITLE, len(lines))):
            for end in range(start + 1, min(start + _TITLE_LINES, len(lines)) + 1):
                if _is_title(lines[start:end], wanted, lines[:start]):
                    return lines[:start], lines[start:end], lines[end:]
    if lines and not title and _is_bare(lines[0]) and not _structural(lines[0]):
        return [], lines[:1], lines[1:]
    return [], [], lines


def _bare_title(title: str) -> str:
    return squeeze(title).removeprefix("中华人民共和国")


def _is_title(window: list[str], wanted: str, before: list[str]) -> bool:
    """Printed titles often leave the issuer to the red head above them."""
    got = _bare_title("".join(window))
    issuer = wanted.removesuffix(got)
    return got == wanted or (len(got) >= 8 and issuer in map(squeeze, before))


def _is_bare(line: str) -> bool:
    return len(line) <= 60 and line[-1] not in _SENTENCE_END


def _article(line: str) -> re.Match[str] | None:
    found = _ARTICLE.match(line)
    return found if found and not _CITES.match(line[found.end() :]) else None


def _division(line: str) -> re.Match[str] | None:
    short = len(line) <= _HEADING_LENGTH and "。" not in line
    return _DIVISION.match(line) if short else None


def _first_article(lines: list[str]) -> int | None:
    return next((at for at, line in enumerate(lines) if _article(line)), None)


def _by_article(lines: list[str]) -> list[Node]:
    """Nodes of a document that counts articles; lost chapter headings are found (traps 6-9)."""
    nodes: list[Node] = []
    begun = in_annex = False
    for at, line in enumerate(lines):
        if begun and _is_annex_list(lines, at):
            nodes.append(Node(PARAGRAPH, text=line))
        elif begun and _ANNEX.match(line):
            in_annex = True
            nodes.append(_annex(line))
        elif in_annex and not _COPY.match(line):
            nodes[-1] = _grown(nodes[-1], line)
        elif node := None if in_annex else _structural(line):
            begun = True
            nodes.append(node)
        elif begun and _closes(lines, at):
            nodes.append(Node(CLOSING, text=line))
        elif begun and _is_lost_heading(lines, at):
            _add_lost_heading(nodes, line)
        elif begun:
            nodes[-1] = _grown(nodes[-1], line)
        else:
            nodes.append(Node(PREAMBLE, text=line))
    return nodes


def _structural(line: str) -> Node | None:
    if found := _article(line):
        number = str(integer(found[1])) + (f"-{integer(found[2])}" if found[2] else "")
        return Node(ARTICLE, number, found[0], line[found.end() :].strip())
    if found := _division(line):
        kind = {"编": PART, "章": CHAPTER, "节": SECTION}[found[2]]
        return Node(kind, str(integer(found[1])), line)
    return None


def _is_lost_heading(lines: list[str], at: int) -> bool:
    """A short line without end that stands, perhaps with others, directly before an article."""
    for line in lines[at:]:
        if _article(line) or _division(line):
            return True
        last = line[-1] if line[-1] != "、" else ""
        if len(line) > 22 or last in tuple(_SENTENCE_END) or _ITEM.match(line):
            return False
        if _OUTLINE.match(line) or line[0].isdigit():
            return False
    return False


def _add_lost_heading(nodes: list[Node], line: str) -> None:
    last = nodes[-1]
    if last.kind in (PART, CHAPTER, SECTION) and not last.text:
        nodes[-1] = replace(last, heading=f"{last.heading}\n{line}")
    else:
        nodes.append(Node(CHAPTER, heading=line, supplied=True))


def _annex(line: str) -> Node:
    found = re.match(rf"^附\s*[件表录]\s*({NUMERAL})", line)
    return Node(ANNEX, str(integer(found[1])) if found else "", line)


def _grown(node: Node, line: str) -> Node:
    return replace(node, text=f"{node.text}\n{line}" if node.text else line)


def _by_outline(lines: list[str]) -> list[Node]:
    """Nodes of a document without articles: 一、 as chapters, （一） as sections, paragraphs."""
    nodes: list[Node] = []
    in_annex = False
    for at, line in enumerate(lines):
        if not nodes and (document_number(line) or read_history([line]).taken):
            nodes.append(Node(PREAMBLE, text=line))
        elif in_annex and not _COPY.match(line) and not _ANNEX.match(line):
            nodes[-1] = _grown(nodes[-1], line)
        elif _closes(lines, at) or (at and _OPEN.match(line)):
            nodes.append(Node(CLOSING, text=line))
        elif _is_annex_list(lines, at):
            nodes.append(Node(PARAGRAPH, text=line))
        else:
            nodes.append(_outlined(line))
            in_annex = nodes[-1].kind == ANNEX
    return nodes


def _is_annex_list(lines: list[str], at: int) -> bool:
    """«附件：1.…» between body and signature names annexes, it does not begin one."""
    if not _LIST_OF_ANNEXES.match(lines[at]):
        return False
    after = next((n for n in range(at + 1, len(lines)) if not _LISTED.match(lines[n])), len(lines))
    return any(is_day(line) for line in lines[after : after + _SIGNATURE_LINES])


def _closes(lines: list[str], at: int) -> bool:
    """Signature (of one organ a line), day, copies, or the note on who may read it."""
    line = lines[at]
    if is_day(line) or _COPY.match(line) or is_signed_day(line):
        return True
    following = lines[at + 1 : at + _SIGNATURE_LINES]
    if following and is_day(following[0]):
        return _is_bare(line)
    day = next((n for n, other in enumerate(following) if is_day(other)), None)
    return day is not None and all(map(is_party, [line, *following[:day]]))


def _outlined(line: str) -> Node:
    short = len(line) <= _HEADING_LENGTH and line[-1] not in _SENTENCE_END
    if _ANNEX.match(line):
        return _annex(line)
    if short and (found := _OUTLINE.match(line)):
        return Node(CHAPTER, str(integer(found[1])), line)
    if short and (found := _ITEM.match(line)):
        return Node(SECTION, str(integer(found[1])), line)
    return Node(PARAGRAPH, text=line)


def _numbered(nodes: list[Node]) -> list[Node]:
    """Give lost chapters the numbers that are missing; a lone trailing 附则 stays unnumbered."""
    chapters = [at for at, node in enumerate(nodes) if node.kind == CHAPTER]
    done = list(nodes)
    for run, before, after in _lost_runs([nodes[at] for at in chapters]):
        whole = after is not None and after - before - 1 == len(run)
        if whole or (after is None and len(run) > 1):
            for offset, index in enumerate(run, start=1):
                at = chapters[index]
                done[at] = replace(done[at], number=str(before + offset))
        elif after is None:
            at = chapters[run[0]]
            done[at] = replace(done[at], kind=SECTION)
    return done


def _lost_runs(chapters: list[Node]) -> Iterator[tuple[list[int], int, int | None]]:
    """Runs of unnumbered chapters with the numbers of the chapters around them."""
    run: list[int] = []
    before = 0
    for index, chapter in enumerate(chapters):
        if not chapter.supplied:
            if run:
                yield run, before, int(chapter.number)
            run, before = [], int(chapter.number)
        else:
            run.append(index)
    if run:
        yield run, before, None


def _anchored(nodes: list[Node], prefix: str = "") -> list[Node]:
    """Anchors that are unique and follow the printed number: article-3, chapter-2-section-1."""
    seen: dict[str, int] = {}
    chapter, count, done = "", 0, []
    for node in nodes:
        count += node.kind == PARAGRAPH
        number = node.number or (str(count) if node.kind == PARAGRAPH else "")
        own = f"{node.kind}-{number}" if number else node.kind
        name = f"{chapter}-{own}" if node.kind == SECTION and chapter else own
        seen[name] = seen.get(name, 0) + 1
        anchor = name if seen[name] == 1 else f"{name}-copy-{seen[name]}"
        chapter = anchor if node.kind == CHAPTER else chapter
        done.append(replace(node, anchor=prefix + anchor))
    return done
