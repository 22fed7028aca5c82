"""The head and foot of a document, recognised in its paragraphs.

Nothing is guessed: what no line says stays empty for a person to fill in. Layouts are those of
GB/T 9704—2012 and of orders and announcements (china.md 4.1, 4.2).
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from .completeness import listed_annexes
from .dates import impossible_days
from .effect import Effect, read_effect, read_period
from .head import GENRES, PARTY, REGISTRATION, Foot, Head, parties_in, read_foot, read_head
from .history import History
from .kinds import suggest_kind
from .layers import ANNOUNCES, Layers, split_layers
from .plainly import squeeze

_OPEN = re.compile(
    r"^[（(]?(?:此件|本文|该件)?(?:主动公开|公开发布|依申请公开|不予公开|不公开|删减后公开)[）)]?$|^公开(?:方式|属性)[：:]"
)
_COPY = re.compile(r"^抄\s*送\s*[：:]\s*(?P<names>.+)$")


@dataclass(frozen=True)
class Layer:
    """One layer of a forwarding document: its title and where it begins among the paragraphs."""

    title: str
    kind: str
    document_number: str = ""
    issuer: str = ""


@dataclass(frozen=True)
class Header:
    """What the head and foot of a document say; empty where they say nothing."""

    issuer: str = ""
    joint_issuers: list[str] = field(default_factory=list)
    document_number: str = ""
    registration_number: str = ""
    title: str = ""
    genre: str = ""
    kind: str = ""
    addressees: str = ""
    signer: str = ""
    date_issued: date | None = None
    # The day of the text at hand: that of its last change, which the history may not know.
    version_day: date | None = None
    date_published: date | None = None
    date_effective: date | None = None
    effect: str = ""
    period: str = ""
    history: list[str] = field(default_factory=list)
    dissemination: str = ""
    copied_to: str = ""
    annexes: list[str] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON: days as ISO 8601, None where unknown."""
        return {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in asdict(self).items()
        }


def recognise(paragraphs: Sequence[str], name: str = "") -> Header:
    """The header of a document; `name` is that of its file, whose day is only compared."""
    lines = [text for line in paragraphs if (text := line.strip(" \t\r\n\u3000\f\u200b"))]
    layers = split_layers(lines)
    own = layers.notice if layers else lines
    head = read_head(own)
    inner = _inner_head(layers)
    foot = read_foot(own[head.taken :])
    history = head.history if head.history.lines else inner.history
    issuers = _issuers(head, foot, history)
    issued = foot.day or history.published
    ordered = "令第" in head.number or bool(inner.title and ANNOUNCES.search(head.title))
    title = inner.title if ordered and inner.title else head.title
    body = layers.forwarded if layers else lines
    effect = read_effect(body) or read_effect(own) or Effect("")
    days = _Days(issued, history, ordered or title.endswith(("公告", "通告")))
    return Header(
        issuer=issuers[0] if issuers else "",
        joint_issuers=issuers[1:],
        document_number=head.number or inner.number,
        registration_number=head.registration or _registration(lines),
        title=title,
        genre=_genre(title),
        kind=suggest_kind(
            title, head.number, issuers[0] if issuers else "", history.lines, inner.title
        ),
        addressees=head.addressees,
        signer=head.signer,
        date_issued=issued,
        version_day=_version_day(history, name) or issued,
        date_published=history.published or (issued if days.published_when_issued else None),
        date_effective=days.effective(effect),
        effect=effect.words,
        period=read_period(body) or read_period(own),
        history=history.lines,
        dissemination=_first(_OPEN, lines),
        copied_to=next(
            (found["names"].strip("。 ") for line in lines if (found := _COPY.match(line))), ""
        ),
        annexes=listed_annexes(own),
        layers=_layers(layers, head, inner, issuers),
        notes=[*_conflicts(history, name, issued), *_impossible(lines), *days.doubts(effect)],
    )


def _inner_head(layers: Layers | None) -> Head:
    if layers is None:
        return Head()
    head = read_head(layers.forwarded[layers.offset :], titled=not layers.above)
    if layers.above:
        head.title = layers.above[0]
    return head


def _issuers(head: Head, foot: Foot, history: History) -> list[str]:
    """Those who sign; else the red head, the order, the title, the first promulgation."""
    found = foot.parties or head.issuers
    if not found and (named := re.match(r"(?P<who>[一-龥、]{3,40}?)关于", head.title)):
        found = [one for one in parties_in([named["who"]]) if PARTY.search(one)]
    return found or history.publishers


def _genre(title: str) -> str:
    found = re.search(rf"({GENRES})》?(?:[（(][^（）()]*[）)])?$", title)
    return found[1] if found else ""


def _registration(lines: Sequence[str]) -> str:
    found = (REGISTRATION.search(line) for line in lines[:20])
    return next((one[0] for one in found if one), "")


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> str:
    return next((line.strip("（）() ") for line in lines if pattern.match(squeeze(line))), "")


def _layers(layers: Layers | None, head: Head, inner: Head, issuers: Sequence[str]) -> list[Layer]:
    if layers is None:
        return []
    kind = "令" if "令第" in head.number else _genre(head.title)
    own = Layer(head.title, kind, head.number, issuers[0] if issuers else "")
    return [own, Layer(inner.title, _genre(inner.title), inner.number, "".join(inner.issuers[:1]))]


@dataclass(frozen=True)
class _Days:
    """The days that the effect clause is counted from."""

    issued: date | None
    history: History
    published_when_issued: bool

    def effective(self, effect: Effect) -> date | None:
        published = self.history.published or (self.issued if self.published_when_issued else None)
        return effect.day(self.issued, published) or self.history.effective

    def doubts(self, effect: Effect) -> list[str]:
        """What the clerk has to fill in before the day in force is known."""
        if effect.words and self.effective(effect) is None:
            return [f"文件自“{effect.words}”起施行，文本没有载明这一天，请填写公布日期和施行日期。"]
        return []


def _version_day(history: History, name: str) -> date | None:
    known = history.version_days
    named = day_in_name(name)
    # A name later than the whole history tells of a change that the history leaves out (trap 15).
    if named and (not known or named > max(known)):
        return named
    return known[-1] if known else None


def day_in_name(name: str) -> date | None:
    """The day that the name of a file carries: 不动产登记暂行条例(2019-03-24).docx."""
    found = re.search(r"[（(](\d{4})-(\d{2})-(\d{2})[）)]", name)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _conflicts(history: History, name: str, issued: date | None) -> list[str]:
    """What the file's name says otherwise than the history (traps 13 to 15)."""
    named, days = day_in_name(name), history.days
    if named is None or not days or named in (*days, issued):
        return []
    if named > max(days):
        return [
            f"{named} 修改，依据文件未载明：文件名有这一天，题注只到 {max(days)}。请补充修改依据。"
        ]
    printed = history.published or max(days)
    return [f"文件名的日期 {named} 与题注不一致，以题注的 {printed} 为准，请核对。"]


def _impossible(lines: Sequence[str]) -> list[str]:
    return [f"日期“{day}”不存在，请与原件核对。" for line in lines for day in impossible_days(line)]
