"""The life of a work as its texts tell it: printed histories, effect clauses, repeals (pure).

Histories are often incomplete, ordinals («第二次修订») skip decisions and file names carry wrong days, so
the histories of all texts of a work are merged, ordinals dropped, and every disagreement is reported.
The corpus calls full revision and partial amendment both 修订: a text that was promulgated anew restates
its day of taking force, one changed by a 《…决定》 keeps it; its own effect clause shows which (issue 7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

from ckanext.ankang.documents.text.numbers import document_number
from ckanext.ankang.documents.text.repairs import mend
from ckanext.ankang.documents.text.structure import Structure, from_markdown, parse, squeeze

from . import events as kinds
from .clauses import DATE, Effect, Repeal, effect, read_day, repeals
from .events import Acting, Detail
from .periods import Periods, periods

APPROVED, ADOPTED, REVISION_ADOPTED = "approved", "adopted", "revision_adopted"
PUBLISHED, REVISED, CHANGED, TAKES_FORCE, SIGNED = (
    "published",
    "revised",
    "changed",
    "takes_force",
    "signed",
)

_END: Final = r"[\s　）)]*(?:根据)?[\s　）)]*$"
_DEEDS: Final = (
    (CHANGED, rf"(?P<act>《.+》).{{0,4}}?(?:第.{{1,3}}次)?(?:修订|修正|修改){_END}"),
    (REVISION_ADOPTED, rf"会议(?:第.{{1,3}}次)?(?:修订|修正)通过{_END}"),
    (REVISED, rf"(?P<act>.*令.*?)(?:第.{{1,3}}次)?(?:修订|修正)(?:通过)?(?:发布|公布)?{_END}"),
    (APPROVED, rf"批准(?:第.{{1,3}}次)?(?:修订)?{_END}"),
    (ADOPTED, rf"会议通过{_END}"),
    (PUBLISHED, rf"^(?P<act>.*?)(?:公布|发布|颁布|印发){_END}"),
    (TAKES_FORCE, rf"^起?(?:施行|执行|实施){_END}"),
    (SIGNED, rf"^{_END}"),
)
# A note in brackets loses its spaces when the text is mended: «…批准1985年7月6日…公布».
_SEGMENT = re.compile(
    rf"(?:^|(?<=[\s　（(）)，；])|(?<=根据|批准|通过|公布|发布|颁布|修订|修正|修改)){DATE}"
)
_ORDER = re.compile(
    r"([一-龥、]+?)(?:令第?\s*[\d一二三四五六七八九十百]+\s*号(?:令)?|第?\s*\d+号令)"
)
_FILE = re.compile(r"^(?P<title>.+)\((?P<day>\d{4}-\d{2}-\d{2})\)(?:\.md)?$")
# A revision adopted by a meeting is promulgated soon after; if no such line is printed it is missing.
_SOON: Final = timedelta(days=120)

UNNAMED: Final = "修改依据未载明，施行日暂按公布日。"
UNCERTAIN: Final = "修改决定的施行日未载明，暂按公布日。"
CONFLICTS: Final = {
    "file_day": "“{name}”标注的日期{day}与历史沿革不符，改按{taken}。",
    "missing_act": "{day}的文本没有载明修改依据，请补上修改决定。",
    "missing_line": "{text}的文本漏载{day}的“{words}”，已从其他文本补上。",
    "takes_force": "历史沿革载明{history}施行，正文载明{clause}施行，按正文。",
    "unknown_promulgation": "{day}修订通过，没有载明公布日。",
}


@dataclass(frozen=True)
class Line:
    """One act of a printed history."""

    day: date
    deed: str
    words: str
    organ: str = ""
    number: str = ""
    title: str = ""


@dataclass(frozen=True)
class Source:
    """One text of a work as it came: the day that its file name or its sender gives it."""

    title: str
    paragraphs: tuple[str, ...]
    day: date | None = None
    history: tuple[str, ...] = ()
    name: str = ""
    signed: date | None = None


@dataclass(frozen=True)
class Draft:
    """An event read out of the texts, of the work itself."""

    kind: str
    day: date
    source: str
    acting: Acting = field(default_factory=Acting)
    clause: str = ""
    detail: Detail = field(default_factory=Detail)


@dataclass(frozen=True)
class End:
    """A repeal read out of the texts: another document, and the day on which it ends."""

    repeal: Repeal
    day: date


@dataclass(frozen=True)
class TextDays:
    """Since when one text is known and in force, and what is not sure about it."""

    published: date | None
    starts: date | None
    note: str = ""


@dataclass(frozen=True)
class Conflict:
    """A disagreement between sources; the sentence of CONFLICTS with its fields."""

    code: str
    fields: dict[str, str]

    @property
    def sentence(self) -> str:
        return CONFLICTS[self.code].format(**self.fields)


@dataclass(frozen=True)
class Life:
    """Everything the texts of one work say about their force."""

    title: str
    events: list[Draft]
    texts: list[TextDays]
    ends: list[End]
    conflicts: list[Conflict]
    organ: str = ""
    number: str = ""


@dataclass(frozen=True)
class _Promulgation:
    """One act by which the whole text was promulgated, the first or a full revision."""

    day: date
    line: Line
    printed: bool = True


@dataclass(frozen=True)
class _Read:
    """A source with what its text says."""

    source: Source
    structure: Structure
    lines: list[Line]
    effect: Effect | None
    repeals: list[Repeal]

    @property
    def cut_off(self) -> bool:
        return not self.structure.complete


def read_file(name: str, markdown: str) -> Source:
    """A file of the corpus: its title, the day in its name, its history and its paragraphs."""
    found = _FILE.match(name)
    title = found["title"] if found else name.removesuffix(".md")
    head, mark, _rest = markdown.partition("<!-- INFO END -->")
    history = [line.strip() for line in head.splitlines()[1:]] if mark else []
    return Source(
        title=title,
        paragraphs=tuple(from_markdown(markdown)),
        day=date.fromisoformat(found["day"]) if found else None,
        history=tuple(line for line in history if line),
        name=name,
    )


def works(sources: Iterable[Source]) -> list[list[Source]]:
    """The texts that belong to one work each, oldest first.

    Texts of one title are one work, unless a later one repeals the earlier: that is another document
    under the same name (six regulations of the corpus repeal an older one of their own title).
    """
    by_title: dict[str, list[Source]] = {}
    for source in sources:
        by_title.setdefault(bare(source.title), []).append(source)
    found: list[list[Source]] = []
    for same in by_title.values():
        found += _split(sorted(same, key=lambda one: (one.day or date.min, one.name)))
    return found


def read_work(sources: Iterable[Source], rules: Periods | None = None) -> Life:
    """What the texts of one work, oldest first, say of its life."""
    rules = rules or periods()
    given = [_read(source) for source in sources]
    lines = merged(one.lines for one in given)
    conflicts = list(_missing_lines(given, lines))
    acts, dated, unlisted = _dated(given, lines, conflicts)
    drafts = [*_published(acts), *_revisions(acts, dated), *_changes(lines), *unlisted]
    drafts += _effects(acts, dated, lines, rules, conflicts)
    first = acts[0].line if acts else None
    return Life(
        title=given[0].source.title if given else "",
        events=sorted(_once(drafts), key=lambda one: (one.day, one.kind)),
        texts=[_days(one, day, acts, lines) for one, day in dated],
        ends=_ends(acts, dated),
        conflicts=conflicts,
        organ=first.organ if first else "",
        number=first.number if first else "",
    )


def bare(title: str) -> str:
    """A title without what prints of it do not share: spaces, book-title marks, the state's name."""
    return re.sub(r"^[《〈]|[》〉]$", "", squeeze(title)).removeprefix("中华人民共和国")


def read_lines(history: Iterable[str]) -> list[Line]:
    """The acts of a printed history, in the order in which they stand; the rest is no act."""
    found: list[Line] = []
    organ = number = ""
    pending = ""
    for line in history:
        plain = line.strip("（()） 　")
        segments = _segments(plain)
        if not segments and pending:  # «1980年12月27日 国家经济委员会», its verb three lines below
            segments = [f"{pending}、{plain}"]
        elif not segments:
            number, organ = document_number(plain) or number, plain
        pending = ""
        for segment in segments:
            if act := _line(segment, organ, number):
                found.append(act)
            elif len(segment) < 80:
                pending = segment
    return found


def merged(histories: Iterable[Iterable[Line]]) -> list[Line]:
    """The acts of several histories, each once in its fullest wording, by day."""
    found: dict[tuple[date, str], Line] = {}
    for history in histories:
        for line in history:
            key = (line.day, line.deed)
            if key not in found or len(line.words) > len(found[key].words):
                found[key] = line
    return sorted(found.values(), key=lambda one: (one.day, one.deed))


def structure_of(source: Source) -> Structure:
    """The structure of a source's text."""
    return _read(source).structure


def printed(source: Source) -> list[Line]:
    """The acts of a source's printed history."""
    return _read(source).lines


# Publishing asks for the same texts several times, and mending is what takes the time.
@lru_cache(maxsize=64)
def _read(source: Source) -> _Read:
    structure = parse(mend(source.paragraphs, source.title).paragraphs, source.title)
    lines = read_lines(source.history or structure.preamble)
    return _Read(source, structure, lines, effect(structure), repeals(structure))


def _split(same: list[Source]) -> Iterator[list[Source]]:
    if len(same) == 1:
        yield same
        return
    work: list[Source] = []
    days: set[date] = set()
    for one in map(_read, same):
        own = [end for end in one.repeals if bare(end.title) == bare(one.source.title)]
        if any(days & set(end.days) for end in own if not end.part):
            yield work
            work, days = [], set()
        work.append(one.source)
        days |= {line.day for line in one.lines} | ({one.source.day} if one.source.day else set())
    if work:
        yield work


def _segments(line: str) -> list[str]:
    """«1993年…批准 1993年…发布 根据2010年…» printed on one line is several acts."""
    starts = [one.start() for one in _SEGMENT.finditer(line)]
    return [line[one:two] for one, two in pairwise([*starts, len(line)])]


def _line(segment: str, organ: str, number: str) -> Line | None:
    found = re.match(DATE, segment)
    day = read_day(found) if found else None
    if found is None or day is None:
        return None
    words = segment[found.end() :].strip(" 　").removesuffix("根据").strip(" 　")
    for deed, pattern in _DEEDS:
        if match := re.search(pattern, words):
            act = match["act"] if "act" in match.groupdict() else ""
            said = re.sub(r"[）)]+$", "", words)
            if deed == SIGNED:
                return Line(day, deed, said, organ, number)
            return Line(day, deed, said, *_who(deed, act))
    return None


def _who(deed: str, act: str) -> tuple[str, str, str]:
    """The organ, the number of the order and the title of the decision of an act."""
    if deed == CHANGED:
        title = act.strip()[1:-1].replace("〈", "《").replace("〉", "》")
        return re.split(r"关于", title)[0], "", title
    orders = list(_ORDER.finditer(act))
    number = "、".join(re.sub(r"\s", "", one[0]).strip("、") for one in orders)
    organs = [one[1].strip("、") for one in orders] or [act.strip(" 　经由")]
    return "、".join(organs), number, ""


def _missing_lines(given: list[_Read], lines: list[Line]) -> Iterator[Conflict]:
    """Acts that a text should name and does not, since another text does."""
    told = {PUBLISHED, REVISED, CHANGED}
    for one in given:
        own = {line.day for line in one.lines}
        if not own or one.source.day is None:
            continue
        for line in lines:
            if line.deed in told and line.day not in own and line.day <= one.source.day:
                text = one.source.day.isoformat()
                fields = {"text": text, "day": line.day.isoformat(), "words": line.words}
                yield Conflict("missing_line", fields)


def _dated(
    given: list[_Read], lines: list[Line], conflicts: list[Conflict]
) -> tuple[list[_Promulgation], list[tuple[_Read, date | None]], list[Draft]]:
    """The promulgations of the whole text, each text with its day, and changes that no line names."""
    acts = _promulgations(lines, conflicts)
    dated: list[tuple[_Read, date | None]] = []
    unlisted: list[Draft] = []
    told = [line.day for line in lines if line.deed in (PUBLISHED, REVISED, CHANGED)]
    told += [act.day for act in acts]
    for one in given:
        day = one.source.day or (max(told) if told else None)
        if day and told and day not in told and day < max(told):
            day = _corrected(one, day, told, conflicts)
        if day and day not in told:
            late = _unlisted(one, day, acts)
            acts, unlisted = [*acts, *late[0]], [*unlisted, *late[1]]
            if late[1] or len(acts) > 1:
                conflicts.append(Conflict("missing_act", {"day": day.isoformat()}))
            told.append(day)
        dated.append((one, day))
    return sorted(acts, key=lambda act: act.day), dated, unlisted


def _corrected(one: _Read, day: date, told: list[date], conflicts: list[Conflict]) -> date:
    """The day of a text whose file name contradicts the history: the nearest act."""
    own = [line.day for line in one.lines if line.day in told] or told
    taken = min(own, key=lambda act: (abs(act - day), act))
    fields = {"name": one.source.name or one.source.title, "day": day.isoformat()}
    conflicts.append(Conflict("file_day", {**fields, "taken": taken.isoformat()}))
    return taken


def _unlisted(
    one: _Read, day: date, acts: list[_Promulgation]
) -> tuple[list[_Promulgation], list[Draft]]:
    """What made a text of which no history line tells: its first promulgation, or a change."""
    source = one.source.name or one.source.title
    signed = next((line for line in one.lines if line.deed == SIGNED), None)
    line = Line(day, PUBLISHED, "", signed.organ if signed else "", signed.number if signed else "")
    found = one.effect
    anew = found is not None and (found.revised or (found.day is not None and found.day > day))
    if not acts or anew:
        return [_Promulgation(day, line, printed=False)], []
    detail = Detail(uncertain=True, ground="依据文件未载明")
    return [], [Draft(kinds.AMENDED, day, source, Acting(day=day), detail=detail)]


def _promulgations(lines: list[Line], conflicts: list[Conflict]) -> list[_Promulgation]:
    found = [_Promulgation(one.day, one) for one in lines if one.deed in (PUBLISHED, REVISED)]
    for one in lines:
        if one.deed != REVISION_ADOPTED:
            continue
        if not any(one.day <= act.day <= one.day + _SOON for act in found):
            conflicts.append(Conflict("unknown_promulgation", {"day": one.day.isoformat()}))
            found.append(_Promulgation(one.day, one))
    if not found:
        found = [_Promulgation(one.day, one) for one in lines if one.deed == SIGNED][:1]
    return sorted(found, key=lambda act: act.day)


def _base(one: _Read, day: date | None, acts: list[_Promulgation]) -> _Promulgation | None:
    """The promulgation that a text's effect clause speaks of."""
    until = [act for act in acts if day is None or act.day <= day]
    stated = one.effect.day if one.effect else None
    if stated is not None:
        before = [act for act in until if act.day <= stated]
        return before[-1] if before else next(iter(until), None)
    return until[-1] if until else None


def _start(one: _Read, base: _Promulgation | None) -> date | None:
    """The day on which the text that was promulgated so takes force."""
    if one.effect is not None:
        return one.effect.starts(base.day if base else None)
    # A notice without any clause takes force when it is issued; of a text cut off nobody knows.
    return base.day if base and not one.cut_off else None


def _days(one: _Read, day: date | None, acts: list[_Promulgation], lines: list[Line]) -> TextDays:
    base = _base(one, day, acts)
    if base is None:
        return TextDays(day, _start(one, None))
    if day is None or base.day == day:
        return TextDays(base.day, _start(one, base))
    named = any(act.deed == CHANGED and act.day == day for act in lines)
    return TextDays(day, day, UNCERTAIN if named else UNNAMED)


def _published(acts: list[_Promulgation]) -> Iterator[Draft]:
    for act in acts[:1]:
        source = "历史沿革" if act.printed else "文本日期"
        yield Draft(kinds.PUBLISHED, act.day, source, _acting(act.line), act.line.words)


def _revisions(
    acts: list[_Promulgation], dated: list[tuple[_Read, date | None]]
) -> Iterator[Draft]:
    """Full revisions: each acts on the day that its text states."""
    for act in acts[1:]:
        starts = [
            start
            for one, day in dated
            if _base(one, day, acts) == act and (start := _start(one, act))
        ]
        known = min(starts, default=None)
        detail = Detail(restates=True, uncertain=known is None)
        yield Draft(
            kinds.AMENDED, known or act.day, "历史沿革", _acting(act.line), act.line.words, detail
        )


def _changes(lines: list[Line]) -> Iterator[Draft]:
    """Amending decisions: histories name the day of their promulgation, not that of taking force."""
    for line in (one for one in lines if one.deed == CHANGED):
        detail = Detail(uncertain=True)
        yield Draft(kinds.AMENDED, line.day, "历史沿革", _acting(line), line.words, detail)


def _effects(
    acts: list[_Promulgation],
    dated: list[tuple[_Read, date | None]],
    lines: list[Line],
    rules: Periods,
    conflicts: list[Conflict],
) -> Iterator[Draft]:
    """The days of taking force that the texts state, with their periods."""
    stated: set[date] = set()
    for one, day in dated:
        base = _base(one, day, acts)
        start = _start(one, base)
        if start is None:
            continue
        stated.add(start)
        yield _effective(one, base, start, restates=bool(acts) and base != acts[0], rules=rules)
    for line in (one for one in lines if one.deed == TAKES_FORCE):
        base_day = max((act.day for act in acts if act.day <= line.day), default=None)
        if line.day in stated:
            continue
        if stated and base_day and any(base_day <= day for day in stated):
            fields = {"history": line.day.isoformat(), "clause": min(stated).isoformat()}
            conflicts.append(Conflict("takes_force", fields))
            continue
        restates = bool(acts) and base_day != acts[0].day
        detail = Detail(restates=restates)
        yield Draft(kinds.EFFECTIVE, line.day, "历史沿革", clause=line.words, detail=detail)


def _effective(
    one: _Read, base: _Promulgation | None, start: date, *, restates: bool, rules: Periods
) -> Draft:
    found = one.effect
    if found is None:
        detail = Detail(restates=restates, uncertain=True)
        return Draft(
            kinds.EFFECTIVE, start, "文本", detail=detail, clause="未载明施行日，自公布之日起"
        )
    early = base is not None and start < base.day
    detail = Detail(
        restates=restates,
        last_day=found.ends(start, rules),
        open_ended=found.open_ended,
        ground=found.clause if early else "",
    )
    act = Acting(title=one.source.title, article=found.article)
    return Draft(kinds.EFFECTIVE, start, "正文", act, found.clause, detail)


def _ends(acts: list[_Promulgation], dated: list[tuple[_Read, date | None]]) -> list[End]:
    found: dict[tuple[str, tuple[date, ...], date, str], End] = {}
    for one, day in dated:
        start = _start(one, _base(one, day, acts))
        for repeal in one.repeals:
            if start is not None:
                key = (bare(repeal.title), repeal.days, start, repeal.part)
                found.setdefault(key, End(repeal, start))
    return list(found.values())


def _acting(line: Line) -> Acting:
    return Acting(line.title, line.number, organ=line.organ, day=line.day)


def _once(drafts: Iterable[Draft]) -> list[Draft]:
    """Each event once: texts of one work repeat the clauses of the ones before."""
    found: dict[tuple[str, date, str], Draft] = {}
    for draft in drafts:
        key = (draft.kind, draft.day, draft.acting.title if draft.kind == kinds.AMENDED else "")
        kept = found.get(key)
        if kept is None or (kept.detail.restates and not draft.detail.restates):
            found[key] = draft
        elif kept.detail.last_day is None and draft.detail.last_day:
            found[key] = replace(kept, detail=replace(kept.detail, last_day=draft.detail.last_day))
    return list(found.values())
