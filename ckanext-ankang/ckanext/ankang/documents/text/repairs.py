"""Repairs of extracted text: broken lines, page noise, doubled tails, stray spaces.

The original file stays as it is. A repair says what it did and to which line, so that a person
can compare it with the original one by one (issue 7: extraction repairs are shown, not hidden).
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from statistics import median
from unicodedata import east_asian_width

from .plainly import squeeze

JOINED, DROPPED_TAIL, DROPPED_BLANK, DROPPED_TITLE, SPACED = (
    "joined",
    "doubled-tail",
    "page-noise",
    "repeated-title",
    "spaces",
)

_INVISIBLE = "\u200b\ufeff\u00a0\u3000 \t\f\x0c"
_BEGINS = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d{1,2}[.．、](?!\d)"
    r"|第[一二三四五六七八九十百千零\d]+[编章节条]|附[件表：:]|抄送[：:]|关于.{4,}"
    r"|[一-龥]{2,20}\s*[〔\[﹝]\d{4}[〕\]﹞]\s*\d+\s*号\s*$)"
)
_TITLE_END = re.compile(r"的?(?:通知|意见|决定|办法|规定|公告|通告|通报|方案|批复|函)$")
_DATE = re.compile(r"^\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日$")
# A space between Chinese and digits is what text extraction adds to a printed gap: «96 号».
_CHINESE = "一-龥〔〕（）《》、，。；：“”"
_STRAY = re.compile(rf"(?<=[{_CHINESE}])[ \u3000]+(?=\S)|(?<=\S)[ \u3000]+(?=[{_CHINESE}])")
# Whole paragraphs may have spaces of their own (总 则, «10千伏 5米» of a flattened table): only «2022 年» is surely stray.
_STRAY_AT_DIGITS = re.compile(
    r"(?<=[一-龥〔]) +(?=\d{1,4} ?[年月日号])|(?<=\d) +(?=[年月日号条款项万元个件])"
)


@dataclass(frozen=True)
class Repair:
    """One repair: its kind, the number of the first source line, the words before and after."""

    kind: str
    line: int
    before: str
    after: str

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self)

    @property
    def code(self) -> str:
        """What names this repair among those of its text, for who takes it back."""
        return f"{self.kind}:{self.line}"


@dataclass(frozen=True)
class Mended:
    """Paragraphs ready to be structured, with every repair that made them."""

    paragraphs: list[str]
    repairs: list[Repair]


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


class _Done(list[Repair]):
    """The repairs that were made; one that a person took back is not made."""

    def __init__(self, undone: Collection[str]) -> None:
        super().__init__()
        self.undone = undone

    def make(self, kind: str, line: int, before: str, after: str) -> bool:
        """Note a repair, and say whether it is to be made."""
        repair = Repair(kind, line, before, after)
        if repair.code in self.undone:
            return False
        self.append(repair)
        return True


def mend(lines: Iterable[str], title: str = "", undone: Collection[str] = ()) -> Mended:
    """Clean paragraphs; lines are joined only where the text was visibly cut at a fixed width.

    `undone` names repairs (by their `code`) that a person took back.
    """
    repairs = _Done(undone)
    kept = _visible([_Line(number, text) for number, text in enumerate(lines, start=1)], repairs)
    kept = _without_doubled_tail(kept, repairs)
    kept = _without_repeated_title(kept, title, repairs)
    width = _cut_width(kept)
    if width:
        kept = _joined(kept, width, repairs)
    kept = _unspaced(kept, _STRAY if width else _STRAY_AT_DIGITS, repairs)
    return Mended([line.text for line in kept], repairs)


def _visible(lines: list[_Line], repairs: _Done) -> list[_Line]:
    kept = []
    for line in lines:
        text = line.text.strip(_INVISIBLE + "\r\n")
        if text:
            kept.append(_Line(line.number, text))
        elif "\u200b" in line.text or "\f" in line.text:
            repairs.make(DROPPED_BLANK, line.number, line.text, "")
    return kept


def _without_doubled_tail(lines: list[_Line], repairs: _Done) -> list[_Line]:
    """Drop a tail of at least five lines in which every line repeats words from before it."""
    for start in range(len(lines) // 3, len(lines) - 4):
        head = squeeze("".join(line.text for line in lines[:start]))
        tail = lines[start:]
        if all(squeeze(line.text) in head for line in tail) and _is_long(tail):
            dropped = [repairs.make(DROPPED_TAIL, line.number, line.text, "") for line in tail]
            kept = [line for line, gone in zip(tail, dropped, strict=True) if not gone]
            return [*lines[:start], *kept]
    return lines


def _is_long(lines: list[_Line]) -> bool:
    """Short items may well occur twice in a table; whole sentences do not."""
    return sum(len(line.text) for line in lines) >= 40 * min(len(lines), 5)


def _without_repeated_title(lines: list[_Line], title: str, repairs: _Done) -> list[_Line]:
    wanted = squeeze(title).removeprefix("中华人民共和国")
    kept, seen = [], False
    for line in lines:
        same = squeeze(line.text).removeprefix("中华人民共和国") == wanted
        if not (same and seen and repairs.make(DROPPED_TITLE, line.number, line.text, "")):
            kept.append(line)
        seen = seen or same
    return kept


def _width(text: str) -> float:
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.5 for character in text)


def _cut_width(lines: list[_Line]) -> float:
    """The width at which lines were cut, or 0 when they are whole paragraphs.

    Cut text has most lines of nearly one width, and most of them end in mid-sentence.
    """
    long = [line.text for line in lines if _width(line.text) >= 15]
    if len(long) < 10:
        return 0.0
    middle = median(_width(text) for text in long)
    even = sum(abs(_width(text) - middle) <= 3 for text in long)
    open_ended = sum(text[-1] not in "。；：！？" for text in long)
    return middle if even >= 0.7 * len(long) and open_ended >= 0.5 * len(long) else 0.0


def _joined(lines: list[_Line], width: float, repairs: _Done) -> list[_Line]:
    done: list[_Line] = []
    previous = ""
    for line in lines:
        printed = line.text
        if done and _continues(done[-1].text, previous, line.text, width):
            glue = _glue(previous, line.text)
            before, after = f"{previous}\n{line.text}", f"{previous}{glue}{line.text}"
            if repairs.make(JOINED, line.number, before, after):
                last = done.pop()
                line = _Line(last.number, f"{last.text}{glue}{line.text}")
        done.append(line)
        previous = printed
    return done


def _glue(previous: str, line: str) -> str:
    """Two Latin words stay two words."""
    latin = previous[-1].isascii() and line[0].isascii()
    return " " if latin and previous[-1].isalpha() and line[0].isalpha() else ""


def _continues(paragraph: str, previous: str, line: str, width: float) -> bool:
    """Whether a line goes on with the paragraph whose last printed line is `previous`."""
    if _BEGINS.match(line) or _DATE.match(line) or _DATE.match(previous):
        return False
    if paragraph.startswith("关于") and not _TITLE_END.search(paragraph):
        return True
    if paragraph.count("（") > paragraph.count("）"):
        return True
    full = _width(previous) >= width - 3
    return full and previous[-1] != "：" and not _is_heading(paragraph)


def _is_heading(paragraph: str) -> bool:
    return len(paragraph) <= 24 and bool(re.match(r"^[一二三四五六七八九十]+、", paragraph))


def _unspaced(lines: list[_Line], stray: re.Pattern[str], repairs: _Done) -> list[_Line]:
    done = []
    for line in lines:
        text = stray.sub("", line.text)
        changed = text != line.text and repairs.make(SPACED, line.number, line.text, text)
        done.append(_Line(line.number, text) if changed else line)
    return done
