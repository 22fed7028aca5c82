"""Personal numbers in one text, in every way they are written; the meaning of the whole scan."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .numbers import number_forms, number_kind

# Signs that stand for a digit, a letter, an X or a gap; each stands for one ASCII character.
FOLDED = {
    **{chr(0xFEE0 + code): chr(code) for code in b"0123456789+-."},
    **{chr(0xFEE0 + code): chr(code) for code in range(ord("A"), ord("Z") + 1)},
    **{chr(0xFEE0 + code): chr(code) for code in range(ord("a"), ord("z") + 1)},
    **dict.fromkeys("×✕✖Ⅹⅹ", "X"),
    **dict.fromkeys("\u00a0\u3000\u2002\u2003\u2009\u202f", " "),
    **dict.fromkeys("‐‑‒–—―−﹣", "-"),
}
SHORTEST, LONGEST = 11, 19
GAP = "[ -]{1,2}"

_FOLDABLE = re.compile(f"[{''.join(FOLDED)}]")
_MAYBE = re.compile(r"[0-9](?:[ -]{0,2}[0-9]){10}")
_CHAIN = re.compile(rf"[0-9]+(?:{GAP}[0-9]+)*")
_GROUP = re.compile("[0-9]+")
_NO_BEGIN = re.compile("[0-9A-Za-z.]")
_X_END = re.compile("[ -]?[Xx](?![0-9A-Za-z])")
_NO_END = re.compile(r"[0-9A-Za-z]|\.[0-9]")
# The Exit and Entry Administration's series: E and G ordinary, H and M for Hong Kong and Macao.
PASSPORT = re.compile(
    r"(?<![0-9A-Za-z])(?:[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[HM][0-9]{8,10})(?![0-9A-Za-z])"
)
# In a text a passport's number counts only where passports are spoken of: codes look the same.
PASSPORT_WORDS = ("护照", "通行证")
# GA 36: province, office, five signs, six for new energy. No office is X, which × is read as.
PLATE_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE = re.compile(
    f"[{PLATE_PROVINCES}]"
    "[A-HJ-NP-WYZ][·.]?(?=[A-HJ-NP-Z]{0,5}[0-9])[A-HJ-NP-Z0-9]{5,6}(?![0-9A-Za-z])"
)


@dataclass(frozen=True)
class Number:
    """One reading of digits in a folded text; `counted` unless it is only a part of more."""

    start: int
    end: int
    digits: str
    counted: bool

    @property
    def kind(self) -> str | None:
        """The kind of personal number that it is."""
        return number_kind(self.digits)


def fold(text: str) -> str:
    """The text with every sign that may be part of a number written in ASCII."""
    return text if text.isascii() else _FOLDABLE.sub(lambda found: FOLDED[found.group()], text)


def numbers(folded: str) -> Iterator[Number]:
    """Every way to read the long numbers of a folded text: groups of digits, alone or joined."""
    if not _MAYBE.search(folded):
        return
    for chain in _CHAIN.finditer(folded):
        if len(chain.group()) >= SHORTEST:
            yield from _readings(folded, list(_GROUP.finditer(folded, *chain.span())))


def personal_numbers(text: str) -> set[str]:
    """The kinds of personal numbers in a text."""
    folded = fold(text)
    of_numbers = {kind for number in numbers(folded) if (kind := number.kind)}
    return of_numbers | {kind for kind, _ in documents(folded)}


def documents(folded: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Plates and passports in a folded text, each with its kind."""
    for found in PLATE.finditer(folded):
        yield "plate", found
    if any(word in folded for word in PASSPORT_WORDS):
        for found in PASSPORT.finditer(folded):
            yield "passport", found


def forms_and_kinds(text: str) -> tuple[list[str], set[str]]:
    """The forms of a text's long numbers, one entry a number, and the kinds found in it."""
    folded = fold(text)
    forms: list[str] = []
    kinds = {kind for kind, _ in documents(folded)}
    for number in numbers(folded):
        if number.counted:
            forms.extend(number_forms(number.digits))
        if kind := number.kind:
            kinds.add(kind)
    return forms, kinds


def _readings(folded: str, groups: list[re.Match[str]]) -> Iterator[Number]:
    """The whole; if it is nothing, each group and whatever neighbouring groups make."""
    count = len(groups)
    whole = _joined(folded, groups, counted=True)
    if whole:
        yield whole
    if count == 1 or (whole and whole.kind):
        return
    for first in range(count):
        for end in range(first + 1, count + 1):
            if (first, end) != (0, count):
                number = _joined(folded, groups[first:end], counted=end == first + 1)
                if number:
                    yield number


def _joined(folded: str, groups: list[re.Match[str]], *, counted: bool) -> Number | None:
    """The number that groups make together; None where it is too short, too long or a part."""
    start, end = groups[0].start(), groups[-1].end()
    digits = "".join(group.group() for group in groups)
    if not SHORTEST <= len(digits) <= LONGEST:
        return None
    if start and _NO_BEGIN.match(folded, start - 1):
        return None
    if len(digits) == 17 and (found := _X_END.match(folded, end)):
        return Number(start, found.end(), digits + "X", counted)
    return None if _NO_END.match(folded, end) else Number(start, end, digits, counted)
