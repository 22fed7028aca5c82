"""Whether a text is the whole document: checked, not assumed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from .dates import is_day
from .nodes import (
    ANNEX,
    ARTICLE,
    CHAPTER,
    CLOSING,
    PARAGRAPH,
    PREAMBLE,
    SECTION,
    TITLE,
    Node,
    Problem,
)
from .numbers import document_number
from .plainly import squeeze

# «公布实施» alone says nothing about this document (trap 1): the clause names a day or says 施行.
_EFFECT = re.compile(r"施行|生效|试行|[自从于].{0,40}(?:执行|实施)|有效期")
# «依照车船税法所附…» names the annex of another document.
_NAMED_ANNEX = re.compile(
    r"本(?:条例|办法|规定|细则|通知|意见)(?:所附|后附|附)的?(?:《[^》]+》|[一-龥]*?(?:清单|目录|表))"
    r"|(?:详见|见)附\s*[件表录]\s*\d*"
)
_ANNEX_LIST = re.compile(r"^附\s*件\s*[：:]\s*(?P<first>.+)$")
_LISTED = re.compile(r"^\s*(?:\d{1,2}[.．、])\s*(?P<name>.+)$")
# 地方, 的确, 得到, 和平 begin words; 地 before another word has lost what it belongs to.
_BEGINS_IN_MIDST = re.compile(
    r"^[（(][一二三四五六七八九十]+[）)](?:地(?![方区质下名震级址理形面图铁市段块表层处位势役热带域])|的(?![确士])|了(?!解)).{0,8}"
)
# A later text that is shorter than this share of the one before was probably cut.
_SHRUNK = 0.6


def problems_of(nodes: Sequence[Node]) -> Iterator[Problem]:
    """What is missing or out of order, layer by layer."""
    for layer in sorted({node.layer for node in nodes} or {0}):
        own = [node for node in nodes if node.layer == layer]
        yield from _gaps(own)
        yield from _missing_end(own)
    yield from _missing_signature(nodes)
    yield from _missing_annexes(nodes)
    yield from _lost_characters(nodes)


class Piece(Protocol):
    """A node, or what was stored of one."""

    @property
    def kind(self) -> str:
        """Its kind, as nodes name it."""

    @property
    def words(self) -> str:
        """Heading and text."""


def against(pieces: Iterable[Piece], others: Iterable[Piece]) -> Iterator[Problem]:
    """What the text before it makes doubtful about a text of the same document."""
    own, before = list(pieces), list(others)
    size, other = (sum(len(squeeze(one.words)) for one in text) for text in (own, before))
    if size < _SHRUNK * other:
        said = {"percent": round(100 * size / other), "size": size, "other": other}
        sentence = "文本只有前一版本的 {percent}%（{size} 字，前一版本 {other} 字），请与原件核对是否完整。"
        yield Problem(sentence, {name: str(value) for name, value in said.items()})
    kinds, kinds_before = {one.kind for one in own}, {one.kind for one in before}
    if ANNEX in kinds_before - kinds:
        yield Problem("附件缺失：前一版本有附件，这个版本没有，请与原件核对。")


def _gaps(nodes: list[Node]) -> Iterator[Problem]:
    """Breaks in the numbering of articles and chapters; «之一» may follow its article."""
    articles = [node for node in nodes if node.kind == ARTICLE]
    if articles and articles[0].number != "1":
        first = {"first": articles[0].heading}
        yield Problem("文本不完整：第一个条文是{first}，不是第一条。", first, blocks=True)
    for one, two in pairwise(articles):
        between = {"one": one.heading, "two": two.heading}
        step = int(two.number.split("-")[0]) - int(one.number.split("-")[0])
        if step > 1:
            yield Problem("文本不完整：{one}之后直接是{two}。", between, blocks=True)
        elif step < 0 or (step == 0 and "-" not in two.number):
            yield Problem("条文序号有误：{one}之后又是{two}。", between)
    chapters = [node for node in nodes if node.kind == CHAPTER and node.number]
    for one, two in pairwise(chapters):
        if int(two.number) - int(one.number) > 1:
            between = {"one": one.heading, "two": two.heading}
            yield Problem("章节序号中断：“{one}”之后是“{two}”。", between)


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
    said = {"last": articles[-1].heading}
    if chapters:
        sentence = "文本不完整：文本到{last}为止，没有施行条款，也没有附则。请补齐全文后再发布。"
        yield Problem(sentence, said, blocks=True)
    else:
        yield Problem("文本到{last}为止，没有施行条款，请与原件核对是否完整。", said)


def _missing_signature(nodes: Sequence[Node]) -> Iterator[Problem]:
    """A document with a number of its own is signed and dated (GB/T 9704—2012 7.3.5).

    A forwarding notice is signed before what it forwards: its day stands in the preamble.
    """
    numbered = any(
        document_number(line) for node in nodes if node.kind == PREAMBLE for line in [node.text]
    )
    if numbered and not any(
        is_day(node.text) for node in nodes if node.kind in (PREAMBLE, CLOSING)
    ):
        yield Problem("有发文字号，却没有落款日期，请与原件核对末尾是否完整。")


def _missing_annexes(nodes: Sequence[Node]) -> Iterator[Problem]:
    """Annexes that the text names or lists and the document lacks, and annexes without content."""
    annexes = [node for node in nodes if node.kind == ANNEX]
    for node in annexes:
        if not re.sub(r"续表|\s", "", node.text.partition("\n")[2] or node.text):
            said = {"name": node.heading}
            yield Problem("附件内容缺失：“{name}”之下没有内容，请以原件为准。", said)
    paragraphs = (node.text for node in nodes if node.kind == PARAGRAPH)
    listed = listed_annexes([line for text in paragraphs for line in text.split("\n")])
    there = [squeeze(node.words) for node in annexes]
    there += [squeeze(node.text) for node in nodes if node.kind == TITLE and node.layer]
    for number, name in enumerate(listed, start=1):
        if not any(_is_annex(text, number, name, len(listed)) for text in there):
            yield Problem("附件缺失：正文之后列有附件“{name}”，文本中没有。", {"name": name})
    if annexes or listed:
        return
    for node in nodes:
        if node.kind in (ARTICLE, PARAGRAPH) and (found := _NAMED_ANNEX.search(node.text)):
            said = {"where": node.heading or "正文", "words": found[0]}
            yield Problem("附件缺失：{where}提到“{words}”，文本中没有附件。", said)


def _lost_characters(nodes: Sequence[Node]) -> Iterator[Problem]:
    """Items that begin with a word which can only follow another (trap 11)."""
    for node in nodes:
        for line in node.words.split("\n"):
            if found := _BEGINS_IN_MIDST.match(line):
                where = node.heading if node.kind == ARTICLE else "正文"
                said = {"where": where, "words": found[0]}
                yield Problem("疑似缺字：{where}的“{words}…”，请与原件核对。", said)


def _is_annex(text: str, number: int, name: str, count: int) -> bool:
    wanted = re.sub(r"[《》]", "", squeeze(name))
    begun = re.match(r"附件[：:]?(\d*)", text)
    by_number = begun and (begun[1] == str(number) or (not begun[1] and count == 1))
    return bool(by_number) or wanted in re.sub(r"[《》]", "", text)[: len(wanted) + 30]


def listed_annexes(lines: Sequence[str]) -> list[str]:
    """The names in the list of annexes between body and signature."""
    names: list[str] = []
    for line in lines:
        if names:
            if not (listed := _LISTED.match(line)):
                break
            names.append(listed["name"])
        elif begun := _ANNEX_LIST.match(line):
            first = _LISTED.match(begun["first"])
            names.append(first["name"] if first else begun["first"])
    return [name.strip().rstrip("。") for name in names]
