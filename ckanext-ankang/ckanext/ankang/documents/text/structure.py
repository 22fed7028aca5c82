"""The structure of a normative document, found in its paragraphs without losing a character.

`parse` never edits: the headings and texts of the nodes, one after the other, are the input
without its white space. What looks wrong is reported in `problems`; a problem that `blocks`
means that the text is not the whole document.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from .numbers import NUMERAL, integer

PART, CHAPTER, SECTION, ARTICLE = "part", "chapter", "section", "article"
PARAGRAPH, ANNEX, TITLE, PREAMBLE, CLOSING = (
    "paragraph",
    "annex",
    "title",
    "preamble",
    "closing",
)

_DIVISION = re.compile(rf"^第\s*({NUMERAL})\s*([编章节])(?=\s|\S)")
_ARTICLE = re.compile(rf"^第\s*({NUMERAL})\s*条(?:之({NUMERAL}))?")
# «第十条第二款规定的…» at the beginning of a line cites an article, it does not begin one.
_CITES = re.compile(r"^(?:第|规定|的|所|、|和|至|或|及|，)")
_ANNEX = re.compile(rf"^(?:附[：:]|附$|附\s*[件表录](?:\s*{NUMERAL})?(?:[：:\s].{{0,60}})?$)")
_OUTLINE = re.compile(r"^([一二三四五六七八九十]+)、")
_ITEM = re.compile(r"^[（(]([一二三四五六七八九十]+)[）)]")
_DATE = re.compile(r"^[\d〇○零一二三四五六七八九十]{4}\s*年.{1,6}月.{1,4}日$")
_COPY = re.compile(r"^(?:抄送|主送|印发)[：:]")
# «公布实施» alone says nothing about this document (trap 1): the clause names a day or says 施行.
_EFFECT = re.compile(r"施行|生效|[自从于].{0,40}(?:执行|实施)|有效期")
# «依照车船税法所附…» names the annex of another document.
_NAMED_ANNEX = re.compile(
    r"本(?:条例|办法|规定|细则|通知|意见)(?:所附|后附|附)的?(?:《[^》]+》|[一-龥]*?(?:清单|目录|表))"
)
_SENTENCE_END = "。；：，:;,！？”）)"
_HEADING_LENGTH = 40


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
    """What a reader must know about the text; `blocks` means it is not complete."""

    sentence: str
    blocks: bool = False


@dataclass(frozen=True)
class Structure:
    """A document as a title, what stands before the first article, and numbered nodes."""

    nodes: list[Node]
    problems: list[Problem]

    @property
    def title(self) -> str:
        return "".join(node.text.replace("\n", "") for node in self.nodes if node.kind == TITLE)

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


def squeeze(text: str) -> str:
    """A text without any white space: what two prints of the same document have in common."""
    return re.sub(r"\s+", "", text)


def from_markdown(text: str) -> list[str]:
    """The paragraphs of a file of the corpus: without heading signs and the end-of-history mark."""
    lines = (line.strip().lstrip("#").strip("\u200b \u3000") for line in text.splitlines())
    return [line for line in lines if line and line != "<!-- INFO END -->"]


def parse(paragraphs: Iterable[str], title: str = "") -> Structure:
    """Find the structure of a document given as paragraphs; `title` helps to find its own."""
    lines = [stripped for line in paragraphs if (stripped := line.strip())]
    before, heading, rest = _split_title(lines, title)
    body = _by_article(rest) if _first_article(rest) is not None else _by_outline(rest)
    nodes = [
        *(Node(PREAMBLE, text=line) for line in before),
        *([Node(TITLE, text="\n".join(heading))] if heading else []),
        *body,
    ]
    nodes = _anchored(_numbered(nodes))
    return Structure(nodes, [*_gaps(nodes), *_missing_end(nodes), *_missing_annexes(nodes)])


def _split_title(lines: list[str], title: str) -> tuple[list[str], list[str], list[str]]:
    wanted = _bare_title(title)
    for start in range(min(6, len(lines))) if wanted else ():
        for end in range(start + 1, min(start + 5, len(lines)) + 1):
            if _is_title(lines[start:end], wanted, lines[:start]):
                return lines[:start], lines[start:end], lines[end:]
    if lines and not wanted and _is_bare(lines[0]) and not _structural(lines[0]):
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
        if begun and _ANNEX.match(line):
            in_annex = True
            nodes.append(_annex(line))
        elif in_annex:
            nodes[-1] = _grown(nodes[-1], line)
        elif node := _structural(line):
            begun = True
            nodes.append(node)
        elif begun and _closes(lines, at):
            nodes.append(Node(CLOSING, text=line))
        elif _is_lost_heading(lines, at) and begun:
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
    for at, line in enumerate(lines):
        if _closes(lines, at):
            nodes.append(Node(CLOSING, text=line))
        elif nodes and nodes[-1].kind == ANNEX:
            nodes[-1] = _grown(nodes[-1], line)
        else:
            nodes.append(_outlined(line))
    return nodes


def _closes(lines: list[str], at: int) -> bool:
    """Signature, date or copy line; the signature is the short line before the date."""
    line = lines[at]
    dated = at + 1 < len(lines) and bool(_DATE.match(lines[at + 1]))
    return bool(_DATE.match(line) or _COPY.match(line) or (dated and _is_bare(line)))


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


def _anchored(nodes: list[Node]) -> list[Node]:
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
        done.append(replace(node, anchor=anchor))
    return done


def _gaps(nodes: list[Node]) -> Iterator[Problem]:
    """Breaks in the numbering of articles and chapters; «之一» may follow its article."""
    articles = [node for node in nodes if node.kind == ARTICLE]
    if articles and articles[0].number != "1":
        yield Problem(f"文本不完整：第一个条文是{articles[0].heading}，不是第一条。", blocks=True)
    for one, two in pairwise(articles):
        step = int(two.number.split("-")[0]) - int(one.number.split("-")[0])
        if step > 1:
            yield Problem(f"文本不完整：{one.heading}之后直接是{two.heading}。", blocks=True)
        elif step < 0 or (step == 0 and "-" not in two.number):
            yield Problem(f"条文序号有误：{one.heading}之后又是{two.heading}。")
    chapters = [node for node in nodes if node.kind == CHAPTER and node.number]
    for one, two in pairwise(chapters):
        if int(two.number) - int(one.number) > 1:
            yield Problem(f"章节序号中断：“{one.heading}”之后是“{two.heading}”。")


def _missing_end(nodes: list[Node]) -> Iterator[Problem]:
    """A document in chapters ends with 附则 or its effect clause; otherwise it was cut (trap 1)."""
    articles = [node for node in nodes if node.kind == ARTICLE]
    chapters = [node for node in nodes if node.kind in (CHAPTER, SECTION)]
    if not articles:
        if not any(node.kind in (PARAGRAPH, CHAPTER) for node in nodes):
            yield Problem("没有正文：只有标题，没有条文或段落。", blocks=True)
        return
    last = chapters[-1].heading if chapters else ""
    if squeeze(last).endswith("附则") or any(_EFFECT.search(a.text) for a in articles[-3:]):
        return
    sentence = f"文本到{articles[-1].heading}为止，没有施行条款"
    if chapters:
        yield Problem(f"文本不完整：{sentence}，也没有附则。请补齐全文后再发布。", blocks=True)
    else:
        yield Problem(f"{sentence}，请与原件核对是否完整。")


def _missing_annexes(nodes: list[Node]) -> Iterator[Problem]:
    """Annexes that the text names and the document lacks, and annexes without content."""
    annexes = [node for node in nodes if node.kind == ANNEX]
    for node in annexes:
        if not re.sub(r"续表|\s", "", node.text.partition("\n")[2] or node.text):
            yield Problem(f"附件内容缺失：“{node.heading}”之下没有内容，请以原件为准。")
    for article in (node for node in nodes if node.kind == ARTICLE and not annexes):
        if found := _NAMED_ANNEX.search(article.text):
            yield Problem(f"附件缺失：{article.heading}提到“{found[0]}”，文本中没有附件。")
