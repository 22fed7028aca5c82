"""The printed history of a document: lines under its title, or one note in brackets (题注)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .dates import DAY, days_in

_WORDS = r"公布|发布|施行|执行|实施|修订|修正|修改|通过|批准|废止|公告|印发|颁布"
_LINE = re.compile(rf"^[（(]?\s*{DAY.pattern}.{{0,120}}(?:{_WORDS})\s*[）)]?\s*(?:根据)?$")
_SELF = re.compile(r"^(?:自?(?:公布|发布|颁布)之日(?:起)?(?:施行|实施))$")
_BEGUN = re.compile(rf"^{DAY.pattern}")
_PUBLISHED = re.compile(r"(?:公布|发布|颁布)[）)]?$")
_CHANGED = re.compile(r"(?:公布|发布|颁布|修订|修正|修改)[）)]?$")
_PUBLISHER = re.compile(r"日\s*(?:由|经)?(?P<who>.+?)(?:公布|发布|颁布)[）)]?$")
_ITS_NUMBER = re.compile(r"令?第[^、第]{1,6}号令?")
_NEXT = re.compile(rf"(?<=[布订正改过准行告])[；;，,\s\u3000]+(?=(?:根据|自)?{DAY.pattern})")


@dataclass(frozen=True)
class History:
    """The lines of a history, mended, and how many source lines they took."""

    lines: list[str]
    taken: int

    @property
    def published(self) -> date | None:
        """The day of first promulgation; approval by a higher organ is none (trap 14)."""
        return self._day(_PUBLISHED)

    @property
    def effective(self) -> date | None:
        """The day in force that a line of its own states, the last where there are several."""
        days = [self._first(line) for line in self.lines if re.search(r"(?:施行|执行|实施)$", line)]
        return next((day for day in reversed(days) if day), None)

    @property
    def days(self) -> list[date]:
        return [day for line in self.lines if (day := self._first(line))]

    @property
    def version_days(self) -> list[date]:
        """The days on which the text was made or changed, in order."""
        days = (self._first(line) for line in self.lines if _CHANGED.search(line))
        return sorted(day for day in days if day)

    @property
    def publishers(self) -> list[str]:
        """Who promulgated it first, by order or without one."""
        line = next((line for line in self.lines if _PUBLISHED.search(line)), "")
        found = _PUBLISHER.search(line)
        names = re.split(r"[、\s]+", _ITS_NUMBER.sub("", found["who"])) if found else []
        return [bare for name in names if (bare := name.removeprefix("中华人民共和国"))]

    def _day(self, words: re.Pattern[str]) -> date | None:
        found = (self._first(line) for line in self.lines if words.search(line))
        return next((day for day in found if day), None)

    @staticmethod
    def _first(line: str) -> date | None:
        return next(days_in(line), None)


def read_history(lines: Iterable[str]) -> History:
    """The history with which lines begin (those after the title), or an empty one."""
    found: list[str] = []
    taken = 0
    waiting = list(lines)
    while taken < len(waiting):
        line = waiting[taken].strip()
        whole = _over_lines(waiting[taken:])
        if _is_note(line):
            found += split_note(line)
            taken += 1
        elif _LINE.match(line) or (found and _SELF.match(line)):
            found.append(mended(line))
            taken += 1
        elif whole:
            found.append(mended(" ".join(waiting[taken : taken + whole])))
            taken += whole
        else:
            break
    return History(found, taken)


def mended(line: str) -> str:
    """A line without a lone bracket or a trailing 根据 of the next amendment (trap 17)."""
    text = re.sub(r"\s+", " ", line).strip(" \u3000")
    text = re.sub(r"\s*根据$", "", text)
    if text.endswith(("）", ")")) and text.count("（") + text.count("(") < text.count(
        "）"
    ) + text.count(")"):
        text = text[:-1]
    if text.startswith(("（", "(")) and not re.search(r"[）)]", text):
        text = text[1:]
    return text.strip()


def split_note(note: str) -> list[str]:
    """The events of a note in brackets under the title, one a line."""
    inner = note.strip()[1:-1]
    return [mended(part) for part in _parts(inner)]


def _parts(inner: str) -> list[str]:
    cuts = [found.end() for found in _NEXT.finditer(inner)]
    return [inner[a:b] for a, b in zip([0, *cuts], [*cuts, len(inner)], strict=True)]


def _is_note(line: str) -> bool:
    bracketed = line.startswith(("（", "(")) and line.endswith(("）", ")"))
    return bracketed and bool(re.search(_WORDS, line)) and bool(DAY.search(line))


def _over_lines(lines: list[str]) -> int:
    """How many lines an entry with several issuers takes, or 0 when it is none."""
    if not lines or not _BEGUN.match(lines[0]) or len(lines[0]) > 60:
        return 0
    for count, line in enumerate(lines[1:6], start=2):
        if len(line) > 40 or re.search(r"[。：；]|^第", line):
            return 0
        if re.search(rf"(?:{_WORDS})$", line.strip()):
            return count
    return 0
