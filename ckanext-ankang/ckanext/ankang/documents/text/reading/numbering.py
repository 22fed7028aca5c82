"""Automatic numbering of Word: «一、», «第X条» that no run of the text holds (ECMA-376 part 1, 17.9)."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ckanext.ankang.tables.markup import attribute, child, local

from ..numbers import chinese

_LEVELS = 9
_MOST = 10_000
_HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
_LEGAL = str.maketrans("一二三四五六七八九十百千零", "壹贰叁肆伍陆柒捌玖拾佰仟零")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_DIVISION = re.compile(r"^第.+[编章节条]$")


@dataclass(frozen=True)
class Level:
    """How one level of a list is counted and printed."""

    start: int = 1
    format: str = "decimal"
    template: str = ""
    legal: bool = False
    style: str = ""


@dataclass
class Numbering:
    """The lists of a document and how far each has been counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    # Lists that share an abstract definition go on counting together.
    abstract: dict[str, str] = field(default_factory=dict)
    restarted: dict[str, dict[int, int]] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def label(self, number_id: str, depth: int) -> str:
        """The label of the next paragraph of a list, as it is printed before the text."""
        level = self.levels.get(number_id, {}).get(depth)
        if level is None:
            return ""
        counts = self._count(number_id, depth)
        printed = re.sub(
            r"%([1-9])", lambda found: self._part(number_id, counts, found, level), level.template
        )
        if level.format == "bullet" or not printed:
            return ""
        return printed + ("\u3000" if _DIVISION.match(printed) else "")

    def depth_of_style(self, number_id: str, style: str) -> int:
        """The level that a paragraph style belongs to."""
        levels = self.levels.get(number_id, {})
        return next((depth for depth, level in levels.items() if level.style == style), 0)

    def _count(self, number_id: str, depth: int) -> list[int]:
        counts = self._counts.setdefault(self.abstract[number_id], [0] * _LEVELS)
        levels = self.levels[number_id]
        if number_id not in self._begun:
            self._begun.add(number_id)
            for at, start in self.restarted.get(number_id, {}).items():
                counts[at] = start - 1
        for above in range(depth):
            counts[above] = counts[above] or levels.get(above, Level()).start
        counts[depth] = counts[depth] + 1 if counts[depth] else levels[depth].start
        for below in range(depth + 1, _LEVELS):
            counts[below] = 0
        return counts

    def _part(self, number_id: str, counts: list[int], found: re.Match[str], level: Level) -> str:
        at = int(found[1]) - 1
        shown = self.levels[number_id].get(at, Level()).format
        return written(max(counts[at], 1), "decimal" if level.legal else shown)


def read_numbering(root: Element | None) -> Numbering:
    """The lists that `numbering.xml` defines; none where a document has no such part."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {attribute(one, "abstractNumId"): _levels(one) for one in _all(root, "abstractNum")}
    for number in _all(root, "num"):
        reference = child(number, "abstractNumId")
        key = _value(reference)
        number_id = attribute(number, "numId")
        levels = dict(abstract.get(key, {}))
        for override in _all(number, "lvlOverride"):
            depth = _depth(override)
            if (whole := child(override, "lvl")) is not None:
                levels[depth] = _level(whole)
            if (start := child(override, "startOverride")) is not None:
                numbering.restarted.setdefault(number_id, {})[depth] = _integer(_value(start), 1)
        numbering.levels[number_id] = levels
        numbering.abstract[number_id] = key
    return numbering


def written(number: int, format: str) -> str:
    """A number in one of the formats of Word that Chinese documents use."""
    if not 0 < number < _MOST:
        return str(number)
    if format in (
        "chineseCounting",
        "chineseCountingThousand",
        "taiwaneseCountingThousand",
        "taiwaneseCounting",
        "japaneseCounting",
    ):
        return chinese(number)
    if format in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    if format == "chineseLegalSimplified":
        return chinese(number).translate(_LEGAL)
    if format in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and number <= 20:
        return chr(0x2460 + number - 1)
    if format in ("ideographTraditional", "ideographZodiac") and number <= len(_HEAVENLY):
        return _HEAVENLY[number - 1]
    if format == "decimalFullWidth":
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if format in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if format == "upperLetter" else letter
    if format in ("lowerRoman", "upperRoman"):
        return _roman(number).upper() if format == "upperRoman" else _roman(number)
    return "" if format == "none" else str(number)


def _roman(number: int) -> str:
    words = ""
    for value, word in _ROMAN:
        while number >= value:
            words, number = words + word, number - value
    return words


def _levels(definition: Element) -> dict[int, Level]:
    return {_depth(one): _level(one) for one in _all(definition, "lvl")}


def _level(element: Element) -> Level:
    legal = child(element, "isLgl")
    return Level(
        start=_integer(_value(child(element, "start")), 1),
        format=_value(child(element, "numFmt"), "decimal"),
        template=_value(child(element, "lvlText")),
        legal=legal is not None and _value(legal, "1") not in ("0", "false"),
        style=_value(child(element, "pStyle")),
    )


def _value(element: Element | None, default: str = "") -> str:
    return default if element is None else attribute(element, "val", default)


def _depth(element: Element) -> int:
    return min(_integer(attribute(element, "ilvl"), 0), _LEVELS - 1)


def _integer(text: str, default: int) -> int:
    """A count that a list may have; Word itself reads anything else as the default."""
    found = re.fullmatch(r"\d{1,4}", text)
    return int(found[0]) if found else default


def _all(element: Element, name: str) -> list[Element]:
    return [inner for inner in element if local(inner.tag) == name]
