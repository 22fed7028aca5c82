"""Numbers of documents, orders and articles, each as one token however it is written.

Input is normalised text: NFKC has already made full-width brackets and digits half width.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPEN, _CLOSE = r"[\[(〔【〖﹝]", r"[\])〕】〗﹞]"
_DIGITS = "0-9零〇一二三四五六七八九十百千"
# 安政办函〔2022〕96号, [2022]96, (2022) 第096 号; 安政办函2022年96号 needs its 号.
_DOCUMENT = (
    rf"(?P<prefix>[一-鿿]{{0,12}})\s*"
    rf"(?:{_OPEN}\s*(?P<year>(?:19|20)[0-9]{{2}})\s*年?\s*{_CLOSE}\s*第?\s*(?P<serial>[0-9]{{1,4}})\s*号?"
    rf"|(?P<year2>(?:19|20)[0-9]{{2}})\s*年\s*第?\s*(?P<serial2>[0-9]{{1,4}})\s*号)"
)
# 国务院令第711号, 第711号令, 国务院第711号令, 国务院令(第711号)
_ORDER = rf"令\s*{_OPEN}?\s*第?\s*(?P<order>[{_DIGITS}]+)\s*号\s*{_CLOSE}?|第?\s*(?P<order2>[{_DIGITS}]+)\s*号\s*令"
_ARTICLE = rf"第\s*(?P<article>[{_DIGITS}]+)\s*条"
_NUMBER = re.compile(f"{_DOCUMENT}|{_ORDER}|{_ARTICLE}")

_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
# An issuer's code is never longer: 安政办函, 国办公开办函, 杭数据综合.
_LONGEST_ISSUER = 8
# Words that lead to a number and are no part of it.
_LEADS = re.compile("关于|根据|依据|按照|印发|转发|查询|查找|的|和|与|及")


@dataclass(frozen=True)
class Stretch:
    """Text up to a number, the issuer's code directly before it, and the number's tokens."""

    text: str
    issuer: str = ""
    tokens: tuple[str, ...] = ()


def split_numbers(text: str) -> Iterator[Stretch]:
    """Yield each stretch of text with the number that ends it, its most exact token first."""
    start = 0
    for found in _NUMBER.finditer(text):
        before, issuer = _split_issuer(found["prefix"] or "")
        yield Stretch(text[start : found.start()] + before, issuer, _tokens(found, issuer))
        start = found.end()
    yield Stretch(text[start:])


def _split_issuer(prefix: str) -> tuple[str, str]:
    """Split 根据安政办函 into what leads to the number and the issuer's code."""
    leads = [found.end() for found in _LEADS.finditer(prefix)]
    place = max([0, len(prefix) - _LONGEST_ISSUER, *leads])
    return prefix[:place], prefix[place:]


def _tokens(found: re.Match[str], issuer: str) -> tuple[str, ...]:
    if order := found["order"] or found["order2"]:
        return (f"令{integer(order)}",)
    if article := found["article"]:
        return (f"第{integer(article)}条",)
    year, serial = found["year"] or found["year2"], found["serial"] or found["serial2"]
    bare = f"{year}n{int(serial)}"
    # Text before a number runs into it, so that every ending may be the code: 安政办函, 政办函, 办函.
    return (*(f"{issuer[start:]}{bare}" for start in range(len(issuer) - 1)), bare)


def integer(digits: str) -> int:
    """Return the value of Arabic or Chinese digits: 24, 二十四, 一百零三, 二〇二二."""
    if digits.isdecimal():
        return int(digits)
    if not any(character in _UNITS for character in digits):
        return int("".join(str(_VALUES.get(character, character)) for character in digits))
    total, current = 0, 0
    for character in digits:
        if character in _UNITS:
            total += (current or 1) * _UNITS[character]
            current = 0
        else:
            current = _VALUES[character] if character in _VALUES else int(character)
    return total + current
