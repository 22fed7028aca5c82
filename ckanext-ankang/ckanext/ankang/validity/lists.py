"""The lists of a 清理 notice: which documents go on, are repealed, have lapsed or must be changed (pure).

Every line below the head of a list is an entry, or is told as one that was not understood: nothing is
left out in silence, and what is read is proposed, never accepted by itself (issue 7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ckanext.ankang.documents.text.numbers import document_number
from ckanext.ankang.documents.text.structure import ANNEX, Structure

from . import events as kinds

# What the head of a list says becomes of its documents. A head that says two things says none.
_OUTCOMES: Final = (
    (r"继续有效|现行有效|予以保留", kinds.REVIEWED, kinds.CONTINUES),
    (r"修改|修订", kinds.REVIEWED, kinds.TO_CHANGE),
    (r"废止", kinds.REPEALED, ""),
    (r"失效", kinds.DECLARED_LAPSED, ""),
)
_CLEANING = re.compile(
    r"清理|(?:继续有效|废止|失效)[^《》]*(?:目录|清单)|关于(?=.*废止)(?=.*失效)[^《》]*文件"
)
_HEAD = re.compile(
    r"^(?:附件?\s*[\d一二三四五六七八九十]*[：:．.、\s]*)?(?P<name>[^《》。；\t]{2,60}?(?:目录|清单|一览表))"
    r"(?:[（(]\s*(?:共计?)?\s*(?P<count>\d+)\s*[件份]\s*[）)])?$"
)
_COLUMNS = re.compile(r"^序\s*号(?:\s|$)|(?:^|\t)(?:文件)?(?:标题|名称)(?:\t|$)")
_SERIAL = re.compile(
    r"^[（(]?(?:\d{1,4}|[一二三四五六七八九十百]{1,5})(?:[）)]|[．.、]|(?=\t)|$)\s*"
)
_TITLE = re.compile(r"^《(?P<title>.+)》")
_NUMBERED = re.compile(r"[（(](?P<number>[^（）()]{4,40}?号)[）)]")
_NAME = re.compile(
    r"(?:通知|意见|办法|规定|细则|规则|通告|公告|决定|方案|批复|函|条例|制度|措施)(?:[（(][^（）()]+[）)])?$"
)
_ONLY_ANNEX = re.compile(r"^附\s*[件表录]\s*[\d一二三四五六七八九十]*[：:]?$")


@dataclass(frozen=True)
class Entry:
    """One document on a list."""

    kind: str
    outcome: str
    title: str
    number: str
    clause: str


@dataclass(frozen=True)
class Doubt:
    """What of a list could not be relied on: the sentence of DOUBTS with its fields."""

    code: str
    fields: dict[str, str]

    @property
    def sentence(self) -> str:
        return DOUBTS[self.code].format(**self.fields)


DOUBTS: Final = {
    "unread": "“{list}”里的“{line}”没有读懂，请人工登记这一份。",
    "outcome": "“{list}”没有写明是继续有效、废止、失效还是修改，其中的文件没有登记。",
    "count": "“{list}”写明共 {said} 件，读出 {found} 件，请核对。",
    "twice": "《{title}》列在“{first}”和“{second}”两个目录里，请核对。",
}


@dataclass
class _List:
    name: str
    said: int = 0
    entries: list[Entry] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> tuple[str, str] | None:
        found = [(kind, code) for words, kind, code in _OUTCOMES if re.search(words, self.name)]
        return found[0] if len(found) == 1 else None


def lists(title: str, structure: Structure) -> tuple[list[Entry], list[Doubt]]:
    """The documents on the lists of a notice, and what of the lists is in doubt."""
    if not _CLEANING.search(title):
        return [], []
    found = list(_lists(structure))
    entries = [entry for one in found for entry in one.entries]
    return entries, [*(doubt for one in found for doubt in _doubts(one)), *_twice(found)]


def _lists(structure: Structure) -> Iterator[_List]:
    for node in structure.nodes:
        if node.kind == ANNEX:
            yield from _in_annex(node.words.split("\n"))


def _in_annex(lines: Iterable[str]) -> Iterator[_List]:
    """The list of an annex, or several with a head each."""
    current: _List | None = None
    for line in (one.strip(" 　") for one in lines):
        head = _HEAD.match(line)
        if head:
            if current:
                yield current
            current = _List(head["name"].strip(), int(head["count"] or 0))
        elif current and line and not _COLUMNS.search(line) and not _ONLY_ANNEX.match(line):
            _read(current, line)
    if current:
        yield current


def _read(one: _List, line: str) -> None:
    named = _named(line)
    if named is None:
        one.unread.append(line)
    elif one.outcome:
        one.entries.append(Entry(*one.outcome, *named, f"{one.name}：{line}".replace("\t", " ")))


def _named(line: str) -> tuple[str, str] | None:
    """Title and number of the document that a row or a numbered line names."""
    cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
    if len(cells) > 1:
        return _in_cells(cells)
    serial = _SERIAL.match(line)
    words = line[serial.end() :].strip("。；;") if serial else ""
    return _in_words(words)


def _in_cells(cells: list[str]) -> tuple[str, str] | None:
    if not _SERIAL.fullmatch(cells[0]) and not _in_words(cells[0]):
        return None
    named = next((found for cell in cells if (found := _in_words(cell))), None)
    number = next((said for cell in cells if (said := document_number(cell))), "")
    return (named[0], named[1] or number) if named else None


def _in_words(words: str) -> tuple[str, str] | None:
    numbered = _NUMBERED.search(words)
    number = (document_number(numbered["number"]) or "") if numbered else ""
    bare = words[: numbered.start()].strip() if numbered and number else words
    if marked := _TITLE.match(bare):
        return marked["title"], number
    return (bare, number) if _NAME.search(bare) and len(bare) > 5 else None


def _doubts(one: _List) -> Iterator[Doubt]:
    if one.outcome is None:
        yield Doubt("outcome", {"list": one.name})
        return
    for line in one.unread:
        yield Doubt("unread", {"list": one.name, "line": line.replace("\t", " ")})
    if one.said and one.said != len(one.entries):
        said, found = str(one.said), str(len(one.entries))
        yield Doubt("count", {"list": one.name, "said": said, "found": found})


def _twice(found: list[_List]) -> Iterator[Doubt]:
    """Documents on two lists with different outcomes."""
    first: dict[tuple[str, str], str] = {}
    for one in found:
        for entry in one.entries:
            where = first.setdefault((entry.title, entry.number), one.name)
            if where != one.name:
                fields = {"title": entry.title, "first": where, "second": one.name}
                yield Doubt("twice", fields)
