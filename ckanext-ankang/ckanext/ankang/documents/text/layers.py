"""Layers of a forwarding document: the notice or order, and the document that it brings.

A rule usually reaches its readers under a notice (关于印发《…》的通知) or an order (令); both have
a title, a day and a signature of their own, and only the second counts articles.
"""

import re
from dataclasses import dataclass, field

from .dates import is_day
from .plainly import squeeze

_FORWARDS = re.compile(
    r"(?:印发|转发|批转|公布|发布|颁布|颁发|下发|修订印发|重新印发).*?《(?P<name>.+)》.*的(?:通知|公告|通告|决定)$"
)
# 转发 without marks: «转发市某局关于…意见的通知».
_FORWARDS_BARE = re.compile(r"(?:转发|批转)(?P<name>.{6,})的通知$")
# A people's congress brings its regulations out by an announcement (立法法 2023, 88).
ANNOUNCES = re.compile(r"人民代表大会(?:常务委员会)?公告(?:[（(〔].{1,20})?$")
_ORDER = re.compile(rf"^[一-龥、\s]{{2,60}}令$|^[一-龥\s]{{2,20}}{ANNOUNCES.pattern}")
_ORDER_NAMES = re.compile(r"《([^《》]+(?:〈[^〈〉]+〉[^《》]*)?)》")
_LONGEST_TITLE = 6
_ANNEX = re.compile(r"^附\s*件\s*[\d一二三]?\s*[：:]?$")


@dataclass(frozen=True)
class Layers:
    """Which lines are the notice (or order) and which the forwarded document."""

    notice: list[str]
    forwarded: list[str]
    name: str
    # How many lines («附件») stand between notice and forwarded title.
    offset: int = 0
    # The forwarded title where a file prints it above the notice (trap 12).
    above: list[str] = field(default_factory=list)


def split_layers(lines: list[str]) -> Layers | None:
    """The two layers of a document given as lines, None where it has one."""
    return _title_above(lines) or _below_notice(lines)


def _title_above(lines: list[str]) -> Layers | None:
    """The forwarded title, then the notice, then the rule without a title of its own."""
    if len(lines) < 3 or not (name := forwarded_title(lines[1])):
        return None
    if squeeze(name) != squeeze(lines[0]):
        return None
    end = _first_article(lines)
    # What dates stand after the signature tell of the rule, «1995年1月1日 执行».
    signed = next((at for at in range(end - 1, 1, -1) if is_day(lines[at])), None)
    if signed is None:
        return None
    return Layers(lines[1 : signed + 1], lines[signed + 1 :], name, above=lines[:1])


def _below_notice(lines: list[str]) -> Layers | None:
    names = [name for name in _forwarded_names(lines) if name]
    for at in range(2, len(lines)):
        for name in names:
            taken = _title_at(lines, at, name)
            if taken and _is_after_notice(lines, at):
                start = at - 1 if _ANNEX.match(lines[at - 1]) else at
                title = "".join(lines[at : at + taken])
                return Layers(lines[:start], lines[start:], title, offset=at - start)
    return None


def _forwarded_names(lines: list[str]) -> list[str]:
    """What the title of a notice, or the text of an order, says that it brings."""
    for start in range(min(10, len(lines))):
        if _ORDER.match(lines[start]):
            text = "".join(lines[start + 1 : start + 6])
            return [found[1] for found in _ORDER_NAMES.finditer(text)]
        for end in range(start + 1, min(start + 5, len(lines)) + 1):
            if name := forwarded_title("".join(lines[start:end])):
                return [name]
    return []


def forwarded_title(title: str) -> str:
    """The name between 《》 in the title of a forwarding notice; empty for any other title."""
    plain = squeeze(title)
    found = _FORWARDS.search(plain) or _FORWARDS_BARE.search(plain)
    return found["name"] if found else ""


def _title_at(lines: list[str], at: int, name: str) -> int:
    """How many lines from `at` on are the title, 0 when they are not."""
    wanted = bare(name)
    got = ""
    for count, line in enumerate(lines[at : at + _LONGEST_TITLE], start=1):
        got += bare(line)
        if not got or len(got) > len(wanted) + 30:
            return 0
        if got == wanted or (
            got.endswith(wanted)
            and len(line) < 60
            and len(wanted) >= 6
            and _is_issuer(got.removesuffix(wanted))
        ):
            return count
    return 0


def _is_issuer(words: str) -> bool:
    return bool(re.search(r"(?:政府|办公室|办公厅|局|委员会|委|办|中心|部|厅)(?:关于)?$", words))


def bare(title: str) -> str:
    """A title as it is compared: no spaces, marks, state name nor (试行)."""
    plain = re.sub(r"[《》〈〉（）()]|试行|暂行", "", squeeze(title))
    return plain.removeprefix("中华人民共和国")


def _is_after_notice(lines: list[str], at: int) -> bool:
    """Whether a signed day, or the word 附件, stands before a line."""
    return any(is_day(line) for line in lines[max(0, at - 14) : at]) or bool(
        _ANNEX.match(lines[at - 1])
    )


def _first_article(lines: list[str]) -> int:
    found = (
        at for at, line in enumerate(lines) if re.match(r"^第[一二三四五六七八九十\d]+[章条]", line)
    )
    return next(found, len(lines))
