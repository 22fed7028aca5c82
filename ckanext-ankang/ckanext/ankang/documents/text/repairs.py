"""Repairs of extracted text: broken lines, page noise, doubled tails, stray spaces, struck passages.

The original file stays as it is. A repair says what it did and to which line, has a key, and is
not done where that key is among those a person rejected; what is only suspected waits until a
person accepts it (issue 7: repairs are shown one by one and can be undone).
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from statistics import median
from unicodedata import east_asian_width

from .dates import is_day
from .numbers import document_number
from .plainly import squeeze

JOINED, DROPPED_TAIL, DROPPED_BLANK, DROPPED_TITLE, SPACED, STRUCK, LETTER = (
    "joined",
    "doubled-tail",
    "page-noise",
    "repeated-title",
    "spaces",
    "struck-passage",
    "letter-for-digit",
)

PAGE = "\f"
_INVISIBLE = "\u200b\ufeff\u00a0\u3000 \t\f\x0c"
_BEGINS = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d{1,2}[.．、](?!\d)"
    r"|第[一二三四五六七八九十百千零\d]+[编章节条]|附[件表：:]|抄送[：:]|关于.{4,}"
    r"|[一-龥]{2,20}\s*[〔\[﹝]\d{4}[〕\]﹞]\s*\d+\s*号\s*$)"
)
_TITLE_END = re.compile(
    r"的?(?:通知|意见|决定|办法|规定|公告|通告|通报|方案|批复|函|细则|规则|令)(?:[（(].{1,10}[）)])?$"
)
# A space between Chinese and digits is what text extraction adds to a printed gap: «96 号».
_CHINESE = "一-龥〔〕（）《》、，。；：“”"
_STRAY = re.compile(rf"(?<=[{_CHINESE}])[ \u3000]+(?=\S)|(?<=\S)[ \u3000]+(?=[{_CHINESE}])")
# Whole paragraphs may have spaces of their own (总 则, «10千伏 5米» of a flattened table): only «2022 年» is surely stray.
_STRAY_AT_DIGITS = re.compile(
    r"(?<=[一-龥〔]) +(?=\d{1,4} ?[年月日号])|(?<=\d) +(?=[年月日号条款项万元个件])"
)
_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－―·•]{1,2}\s*\d{1,3}\s*[-—–－―·•]{1,2}|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?)$"
)
# Passages that a later decision struck out stand in the text with the day (trap 4).
_STRUCK = re.compile(r"\s*[（(]\d{4}年\d{1,2}月\d{1,2}日删除[）)]$")
_LABEL = re.compile(r"^(?:[（(][一二三四五六七八九十]+[）)]|第[一二三四五六七八九十百零]+条)")
# A letter that looks like a digit, among operators or digits (trap 3).
_LETTER_ONE = re.compile(r"(?<=[÷×＋+=＝(（/])[lI](?=[－\-—+＋×÷)）/])|(?<=\d)[lI](?=\d)")
_LETTER_ZERO = re.compile(r"(?<=\d)[Oo](?=[\d%％元年])")
_DIGITS = re.compile(r"^\d{1,3}$")
_LEAST_LINES = 5


@dataclass(frozen=True)
class Repair:
    """One repair: its kind, the number of the first source line, the words before and after."""

    kind: str
    line: int
    before: str
    after: str

    @property
    def key(self) -> str:
        """What a person rejects or accepts it by."""
        return f"{self.kind}-{self.line}"

    def as_dict(self) -> dict[str, str | int]:
        return {**asdict(self), "key": self.key}


@dataclass(frozen=True)
class Mended:
    """Paragraphs ready to be structured, with every repair that made them.

    `rejected` were not done because a person said so, `suspected` wait for a person's word.
    """

    paragraphs: list[str]
    repairs: list[Repair]
    rejected: list[Repair] = field(default_factory=list)
    suspected: list[Repair] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    indent: float = 0.0
    begins_page: bool = False


@dataclass
class _Ledger:
    """What was done, what was not, and who is asked before."""

    no: Collection[str]
    yes: Collection[str]
    done: list[Repair] = field(default_factory=list)
    rejected: list[Repair] = field(default_factory=list)
    suspected: list[Repair] = field(default_factory=list)

    def allows(self, kind: str, line: int, before: str, after: str) -> bool:
        """Whether a repair is done; it is written down either way."""
        repair = Repair(kind, line, before, after)
        allowed = repair.key not in self.no
        (self.done if allowed else self.rejected).append(repair)
        return allowed

    def accepts(self, kind: str, line: int, before: str, after: str) -> bool:
        """Whether a person accepted what is only suspected."""
        repair = Repair(kind, line, before, after)
        accepted = repair.key in self.yes
        (self.done if accepted else self.suspected).append(repair)
        return accepted


def mend(
    lines: Iterable[str],
    title: str = "",
    *,
    rejected: Collection[str] = (),
    accepted: Collection[str] = (),
) -> Mended:
    """Clean paragraphs: all repairs but those whose keys are rejected, and suspected ones accepted.

    Lines are joined only where the text was visibly cut at a fixed width.
    """
    ledger = _Ledger(rejected, accepted)
    kept = _visible([_line(number, text) for number, text in enumerate(lines, start=1)], ledger)
    kept = _without_page_noise(kept, ledger)
    kept = _without_doubled_tail(kept, ledger)
    kept = _without_repeated_title(kept, title, ledger)
    cut = _Cut.of(kept)
    if cut:
        kept = _joined(kept, cut, ledger)
    kept = _unspaced(kept, _STRAY if cut and not cut.indented else _STRAY_AT_DIGITS, ledger)
    kept = _without_struck(kept, ledger)
    kept = _with_digits(kept, ledger)
    texts = [line.text for line in kept]
    return Mended(texts, ledger.done, ledger.rejected, ledger.suspected)


def _line(number: int, text: str) -> _Line:
    bare = text.lstrip("\u200b\ufeff\f\r\n")
    inner = bare.lstrip(" \u3000\t\u00a0")
    return _Line(number, text, _width(bare[: len(bare) - len(inner)]), text.startswith(PAGE))


def _visible(lines: list[_Line], ledger: _Ledger) -> list[_Line]:
    kept = []
    page = False
    for line in lines:
        text = line.text.strip(_INVISIBLE + "\r\n")
        page = page or line.begins_page
        if text:
            kept.append(_Line(line.number, text, line.indent, page))
            page = False
        elif "\u200b" in line.text or line.text.strip(" \r\n") == PAGE:
            ledger.allows(DROPPED_BLANK, line.number, line.text, "")
    return kept


def _without_page_noise(lines: list[_Line], ledger: _Ledger) -> list[_Line]:
    """Drop page numbers, and a running head that returns at the top of every page."""
    starts = [at for at, line in enumerate(lines) if at == 0 or line.begins_page]
    tops = {squeeze(lines[at].text) for at in starts}
    headed = len(starts) > 1 and len(tops) == 1
    edges = {*starts, *(at - 1 for at in starts[1:]), len(lines) - 1} if len(starts) > 1 else set()
    kept = []
    for at, line in enumerate(lines):
        number = _PAGE_NUMBER.match(line.text) or (at in edges and _DIGITS.match(line.text))
        noise = number or (headed and at in starts)
        if not (noise and ledger.allows(DROPPED_BLANK, line.number, line.text, "")):
            kept.append(line)
    return kept


def _without_doubled_tail(lines: list[_Line], ledger: _Ledger) -> list[_Line]:
    """Drop a tail of at least five lines in which every line repeats words from before it."""
    start = _doubled_from(lines)
    doubled = lines[start:]
    kept = [one for one in doubled if not ledger.allows(DROPPED_TAIL, one.number, one.text, "")]
    return [*lines[:start], *kept]


def _doubled_from(lines: list[_Line]) -> int:
    """Where the longest doubled tail begins; read from the end, as most texts end with new words."""
    bare = [squeeze(line.text) for line in lines]
    text = "".join(bare)
    start = len(lines)
    place, reach, size = len(text), 0, 0
    for at in range(len(lines) - 1, len(lines) // 3 - 1, -1):
        place -= len(bare[at])
        end = text.find(bare[at]) + len(bare[at])
        if end > place:
            break
        reach, size = max(reach, end), size + len(lines[at].text)
        # Short items may well occur twice in a table; whole sentences do not.
        if reach <= place and len(lines) - at >= _LEAST_LINES and size >= 40 * _LEAST_LINES:
            start = at
    return start


def _without_repeated_title(lines: list[_Line], title: str, ledger: _Ledger) -> list[_Line]:
    wanted = squeeze(title).removeprefix("中华人民共和国")
    kept, seen = [], False
    for line in lines:
        same = squeeze(line.text).removeprefix("中华人民共和国") == wanted
        if not (same and seen and ledger.allows(DROPPED_TITLE, line.number, line.text, "")):
            kept.append(line)
        seen = seen or same
    return kept


def _width(text: str) -> float:
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.5 for character in text)


@dataclass(frozen=True)
class _Cut:
    """How lines were cut: at which width, or, where indents were kept, at which right edge."""

    width: float
    indented: bool = False

    @classmethod
    def of(cls, lines: list[_Line]) -> "_Cut | None":
        """None where lines are whole paragraphs."""
        return cls._by_indent(lines) or cls._by_width(lines)

    @classmethod
    def _by_indent(cls, lines: list[_Line]) -> "_Cut | None":
        """First lines are indented by two characters, the others begin at the left and run full."""
        long = [line for line in lines if _width(line.text) >= 12]
        first = [line for line in long if 1 < line.indent <= 4]
        if not first:
            return None
        right = max(line.indent + _width(line.text) for line in first)
        cut = cls(right, indented=True)
        full = [one for one, two in pairwise(lines) if two.indent < 1 and cut.is_full(one)]
        open_ended = [line for line in full if line.text[-1] not in "。；：！？"]
        return cut if full and len(open_ended) >= 0.5 * len(full) else None

    @classmethod
    def _by_width(cls, lines: list[_Line]) -> "_Cut | None":
        """Cut text has most lines of nearly one width, and most of them end in mid-sentence."""
        long = [line.text for line in lines if _width(line.text) >= 15]
        if len(long) < 10:
            return None
        middle = median(_width(text) for text in long)
        even = sum(abs(_width(text) - middle) <= 3 for text in long)
        open_ended = sum(text[-1] not in "。；：！？" for text in long)
        cut = even >= 0.7 * len(long) and open_ended >= 0.5 * len(long)
        return cls(middle) if cut else None

    def is_full(self, line: _Line) -> bool:
        """Whether a printed line runs to the right edge, so that its paragraph may go on."""
        edge = line.indent if self.indented else 0.0
        return edge + _width(line.text) >= self.width - 3


def _joined(lines: list[_Line], cut: _Cut, ledger: _Ledger) -> list[_Line]:
    done: list[_Line] = []
    previous: _Line | None = None
    for line in lines:
        if previous and _continues(done[-1].text, previous, line, cut):
            glue = _glue(previous.text, line.text)
            before, after = f"{previous.text}\n{line.text}", f"{previous.text}{glue}{line.text}"
            if ledger.allows(JOINED, line.number, before, after):
                done[-1] = _Line(done[-1].number, f"{done[-1].text}{glue}{line.text}")
                previous = line
                continue
        done.append(line)
        previous = line
    return done


def _glue(one: str, two: str) -> str:
    words = one[-1].isascii() and two[0].isascii() and one[-1].isalpha() and two[0].isalpha()
    return " " if words else ""


def _continues(paragraph: str, previous: _Line, line: _Line, cut: _Cut) -> bool:
    """Whether a line goes on with the paragraph whose last printed line is `previous`."""
    if is_day(line.text) or is_day(previous.text):
        return False
    if cut.indented:
        return _continues_indented(paragraph, previous, line, cut)
    if _BEGINS.match(line.text):
        return False
    if paragraph.startswith("关于") and not _TITLE_END.search(paragraph):
        return True
    if paragraph.count("（") > paragraph.count("）"):
        return True
    return cut.is_full(previous) and previous.text[-1] != "：" and not _is_heading(paragraph)


def _continues_indented(paragraph: str, previous: _Line, line: _Line, cut: _Cut) -> bool:
    if line.indent >= 1 or previous.indent > 4 or not cut.is_full(previous):
        return False
    if "\t" in previous.text + line.text or document_number(previous.text):
        return False
    return "。" in paragraph or not _TITLE_END.search(paragraph)


def _is_heading(paragraph: str) -> bool:
    return len(paragraph) <= 24 and bool(re.match(r"^[一二三四五六七八九十]+、", paragraph))


def _unspaced(lines: list[_Line], stray: re.Pattern[str], ledger: _Ledger) -> list[_Line]:
    done = []
    for line in lines:
        text = stray.sub("", line.text)
        if text != line.text and ledger.allows(SPACED, line.number, line.text, text):
            line = _Line(line.number, text)
        done.append(line)
    return done


def _without_struck(lines: list[_Line], ledger: _Ledger) -> list[_Line]:
    """Take out passages marked as struck; the number of an item stays, empty (trap 4)."""
    done = []
    for line in lines:
        if not _STRUCK.search(line.text):
            done.append(line)
            continue
        label = found[0] if (found := _LABEL.match(line.text)) else ""
        if not ledger.allows(STRUCK, line.number, line.text, label):
            done.append(line)
        elif label:
            done.append(_Line(line.number, label))
    return done


def _with_digits(lines: list[_Line], ledger: _Ledger) -> list[_Line]:
    """Letters for digits are only suspected: the text changes when a person accepts it (trap 3)."""
    done = []
    for line in lines:
        text = _LETTER_ZERO.sub("0", _LETTER_ONE.sub("1", line.text))
        if text != line.text and ledger.accepts(LETTER, line.number, line.text, text):
            line = _Line(line.number, text)
        done.append(line)
    return done
