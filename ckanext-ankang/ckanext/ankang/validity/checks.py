"""What is wrong with the recorded life of a document, and what looks odd in it (pure).

A problem is a code with its fields; `TEMPLATES` holds its Chinese sentence, which the doors pass
through gettext. Errors stop an event from being accepted; warnings are shown to who decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from . import events as kinds
from . import organs
from .events import ACCEPTED, Document, Event, counting
from .force import answer
from .periods import Periods, periods

TEMPLATES: Final = {
    "late_extension": "{day}的延期晚于{last_day}到期：文件已经失效，不能延期，应重新公布。",
    "published_late": "公布日{published}晚于施行日{effective}，没有写明依据。请核对日期，或者写明溯及施行的依据。",
    "wrong_organ": "{organ}不是制定机关、其继承机关或上级机关，不能{deed}本文件。请核对作出机关。",
    "itself": "文件不能{deed}自己：{clause}。请改为被{deed}的旧文件。",
    "no_beginning": "第{number}个文本没有开始施行的日期。请补上该文本的施行日或者修改决定。",
    "cycle": "{titles}互相废止或替代，成了一个圈。请核对。",
    "two_replacements": "有两个文件都替代本文件：{first}，{second}。请核对。",
    "ended_before_force": "{day}{deed}时本文件尚未施行。请核对日期。",
    "conflicting_days": "各来源所载{kind}日不一致：{days}。按最早的一个计算，请核对原件。",
    "uncertain_day": "“{clause}”没有写明何日施行，暂按{day}计算。请查明后更正。",
    "unnamed_act": "{day}的修改没有载明依据文件，暂按该日施行计算。请补上修改决定和它的施行日。",
    "sources": "{sentence}",
}
_DEEDS: Final = {
    kinds.REPEALED: "废止",
    kinds.PARTLY_REPEALED: "部分废止",
    kinds.DECLARED_LAPSED: "宣布失效",
    kinds.REVOKED: "撤销",
    kinds.REPUBLISHED: "替代",
}

# A repeal in part leaves a document that can itself act.
ENDING: Final = frozenset(_DEEDS) - {kinds.PARTLY_REPEALED}


@dataclass(frozen=True)
class Problem:
    """One finding: whether it stops, its sentence with fields, and the event it is about."""

    code: str
    error: bool
    event_id: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return TEMPLATES[self.code]

    @property
    def sentence(self) -> str:
        return self.template.format(**self.fields)


def problems(
    document: Document, events: Iterable[Event], rules: Periods | None = None
) -> list[Problem]:
    """Everything wrong or odd about one document, errors first."""
    known = counting(events)
    rules = rules or periods()
    found = [
        *_late_extensions(document, known, rules),
        *_late_publication(known),
        *_wrong_organs(document, known),
        *_own_ends(document, known),
        *_missing_beginnings(document),
        *_replacements(known),
        *_early_ends(document, known, rules),
        *_conflicts(known),
        *_uncertain(known),
    ]
    return sorted(found, key=lambda one: not one.error)


def errors_of(document: Document, life: Iterable[Event], event: Event) -> list[Problem]:
    """The errors that the record would have with this event accepted, and has not without it."""
    others = [one for one in life if one.id != event.id]
    had = {(one.code, one.event_id) for one in problems(document, others)}
    found = problems(document, [*others, replace(event, state=ACCEPTED, retracted=None)])
    return [one for one in found if one.error and (one.code, one.event_id) not in had]


def cycles(edges: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Rings of documents that end one another, each once; `edges` lead from the acting document."""
    rings: set[tuple[str, ...]] = set()
    for start in sorted(edges):
        rings |= set(_rings(start, (start,), edges))
    return sorted(rings)


def _rings(
    at: str, path: tuple[str, ...], edges: Mapping[str, Iterable[str]]
) -> Iterator[tuple[str, ...]]:
    for after in edges.get(at, ()):
        if after == path[0] and len(path) > 1:
            turn = path.index(min(path))
            yield path[turn:] + path[:turn]
        elif after not in path:
            yield from _rings(after, (*path, after), edges)


def _late_extensions(document: Document, known: list[Event], rules: Periods) -> Iterator[Problem]:
    for event in (one for one in known if one.kind == kinds.EXTENDED):
        before = [one for one in known if one.order < event.order]
        last_day = answer(document, before, event.day, rules=rules).last_day
        if last_day and event.day > last_day:
            fields = {"day": str(event.day), "last_day": str(last_day)}
            yield Problem("late_extension", True, event.id, fields)


def _late_publication(known: list[Event]) -> Iterator[Problem]:
    published = next((one for one in known if one.kind == kinds.PUBLISHED), None)
    effective = next((one for one in known if one.kind == kinds.EFFECTIVE), None)
    if published is None or effective is None or published.day <= effective.day:
        return
    if not (effective.detail.ground or published.detail.ground):
        fields = {"published": str(published.day), "effective": str(effective.day)}
        yield Problem("published_late", True, effective.id, fields)


def _wrong_organs(document: Document, known: list[Event]) -> Iterator[Problem]:
    for event in known:
        organ = event.acting.organ
        heirs = [one.detail.successor or "" for one in known if one.kind == kinds.TRANSFERRED]
        if event.kind not in _DEEDS or not organ or not document.issuers:
            continue
        if not organs.may_end(organ, document.issuers, heirs):
            fields = {"organ": organ, "deed": _DEEDS[event.kind]}
            yield Problem("wrong_organ", True, event.id, fields)


def _own_ends(document: Document, known: list[Event]) -> Iterator[Problem]:
    for event in known:
        if event.kind in _DEEDS and event.acting.document_id == document.id:
            fields = {"deed": _DEEDS[event.kind], "clause": event.clause or event.acting.title}
            yield Problem("itself", True, event.id, fields)


def _missing_beginnings(document: Document) -> Iterator[Problem]:
    for text in document.texts:
        if text.day_from is None:
            yield Problem("no_beginning", True, fields={"number": str(text.number)})


def _replacements(known: list[Event]) -> Iterator[Problem]:
    replacing = {
        one.detail.successor or one.acting.document_id or one.acting.title: one
        for one in known
        if one.kind in (kinds.REPEALED, kinds.REPUBLISHED)
    }
    named = [one for name, one in replacing.items() if name]
    if len(named) > 1:
        first, second = (one.acting.title or one.clause or str(one.day) for one in named[:2])
        yield Problem("two_replacements", False, named[1].id, {"first": first, "second": second})


def _early_ends(document: Document, known: list[Event], rules: Periods) -> Iterator[Problem]:
    for event in known:
        if event.kind not in ENDING:
            continue
        day_before = event.day - timedelta(days=1)
        if answer(document, known, day_before, rules=rules).force == "not_yet":
            fields = {"day": str(event.day), "deed": _DEEDS[event.kind]}
            yield Problem("ended_before_force", False, event.id, fields)


def _conflicts(known: list[Event]) -> Iterator[Problem]:
    for kind, label in ((kinds.PUBLISHED, "公布"), (kinds.EFFECTIVE, "施行")):
        same = [one for one in known if one.kind == kind and not one.detail.restates]
        days = sorted({one.day for one in same})
        if len(days) > 1:
            listed = "、".join(f"{day}（{_sources(same, day)}）" for day in days)
            yield Problem("conflicting_days", False, fields={"kind": label, "days": listed})


def _sources(events: list[Event], day: date) -> str:
    return "、".join(sorted({one.source or "未注明来源" for one in events if one.day == day}))


def _uncertain(known: list[Event]) -> Iterator[Problem]:
    for event in known:
        yield from (
            Problem("sources", False, event.id, {"sentence": one}) for one in event.detail.conflicts
        )
        if event.detail.uncertain:
            clause = event.clause or event.acting.title
            code = "uncertain_day" if clause else "unnamed_act"
            yield Problem(code, False, event.id, {"clause": clause, "day": str(event.day)})
