"""What a text says of its own force: effect clause, period of validity, whom it repeals (pure).

Only sentences about the document itself count: «本条例自…», never the validity of a licence (38 files of
the corpus have 有效期, none of them means itself) nor rules about other rules («行政法规应当自公布之日起30日后
施行»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ckanext.ankang.documents.text.numbers import document_number, integer
from ckanext.ankang.documents.text.structure import ANNEX, Structure

from .periods import Periods

DIGITS: Final = r"[\d０-９零〇○一二三四五六七八九十百]"
DATE: Final = rf"(?P<year>{DIGITS}{{4}})\s*年\s*(?P<month>{DIGITS}{{1,3}})\s*月\s*(?P<day>{DIGITS}{{1,3}})\s*日"
_ACT: Final = r"(?:公布|发布|颁布|印发|发文|下发|签发)"
_TAKES: Final = r"(?:施行|实施|执行|生效)"
# The document speaks of itself, perhaps with who approved it.
_SELF: Final = r"(?:本[一-龥]{1,8}?(?:经[^，。；]{2,20}?批准)?，?)?"
_DATED = re.compile(rf"^{_SELF}(?:自|从|于)?{DATE}(?:零时)?(?:起|开始)?(?:试行|{_TAKES})")
_ISSUED = re.compile(
    rf"^{_SELF}(?:自|从)(?P<revised>修订)?{_ACT}(?:之日|之时)起?(?:满?(?P<days>{DIGITS}+)日(?:后|之后))?{_TAKES}"
)
_YEAR = re.compile(rf"^{_SELF}(?:自|从)(?P<year>{DIGITS}{{4}})年度?起{_TAKES}")
_BY = re.compile(rf"^本[一-龥]{{2,6}}[^。]{{0,20}}由[^。]{{2,20}}{_ACT}{_TAKES}$")

_YEARS = re.compile(rf"有效期(?:限)?(?:为|是)?(?P<count>{DIGITS}+)(?P<unit>年|个月)")
_UNTIL = re.compile(rf"(?:有效期[^。]{{0,6}}(?:至|到|截至|截止)|施行至|有效至|[，、]至|日至){DATE}")
_OPEN = re.compile(r"(?:有效期[^。]{0,4})?长期有效")

_REPEALS = re.compile(r"(?:同时|即行|一并|自行)?(?:予以)?(?:废止|停止执行|失效)$")
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》|〈[^〈〉]*〉)+)》")
_NUMBER = re.compile(r"^\s*[（(]([^（）()]{4,40}?号)[）)]")
_PART = re.compile(
    r"^(?:中(?:关于|有关)?[^，。《》]{1,40}?(?:规定|内容|条款)"
    rf"|(?:中的?)?第{DIGITS}+条(?:第{DIGITS}+款)?(?:、第{DIGITS}+条)*)"
)


@dataclass(frozen=True)
class Effect:
    """When a text says that it takes force: on a day, or when it is promulgated."""

    clause: str
    article: str
    day: date | None = None
    on_publication: bool = False
    after_days: int = 0
    revised: bool = False
    whole_year: bool = False
    years: int = 0
    months: int = 0
    last_day: date | None = None
    open_ended: bool = False

    def starts(self, published: date | None) -> date | None:
        """The day on which it takes force, given the day of its promulgation."""
        if self.day is not None:
            return self.day
        return published + timedelta(days=self.after_days) if published else None

    def ends(self, starts: date, rules: Periods) -> date | None:
        """The last day of the printed period, if it has one."""
        if self.last_day or not (self.years or self.months):
            return self.last_day
        return rules.last_day(starts, years=self.years, months=self.months)


@dataclass(frozen=True)
class Repeal:
    """One document that a text repeals, as far as it is named; `part` is what of it."""

    title: str
    clause: str
    article: str
    number: str = ""
    days: tuple[date, ...] = ()
    organ: str = ""
    part: str = ""


def effect(structure: Structure) -> Effect | None:
    """The effect clause of a text, looked for from its end."""
    for article, text in reversed(list(_passages(structure))):
        sentences = _sentences(text)
        for at, sentence in enumerate(sentences):
            if found := _effect(sentence, article):
                return _with_period(found, sentences[at : at + 2])
    return None


def repeals(structure: Structure) -> list[Repeal]:
    """The documents that a text repeals, one by one."""
    found: list[Repeal] = []
    for article, text in _passages(structure):
        for sentence in _sentences(text):
            if _REPEALS.search(sentence) and "《" in sentence:
                found += _repealed(sentence, article)
    return found


def read_day(match: re.Match[str]) -> date | None:
    """The day of a match of DATE, in any digits; None for a 30 February."""
    try:
        return date(*(integer(match[name]) for name in ("year", "month", "day")))
    except ValueError:
        return None


def _passages(structure: Structure) -> Iterator[tuple[str, str]]:
    """The pieces in which a document speaks for itself: the heading of the article and its text."""
    for node in structure.nodes:
        if node.kind != ANNEX:
            yield (node.heading if node.kind == "article" else ""), node.text


def _sentences(text: str) -> list[str]:
    found = (one.strip() for one in re.split(r"[。；\n]", text))
    return [re.sub(r"\s+", "", one) for one in found if one]


def _effect(sentence: str, article: str) -> Effect | None:
    clause = f"{sentence}。"
    if (dated := _DATED.search(sentence)) and (day := read_day(dated)):
        return Effect(clause, article, day)
    if issued := _ISSUED.search(sentence):
        days = integer(issued["days"]) if issued["days"] else 0
        revised = bool(issued["revised"])
        return Effect(clause, article, on_publication=True, after_days=days, revised=revised)
    if year := _YEAR.search(sentence):
        return Effect(clause, article, date(integer(year["year"]), 1, 1), whole_year=True)
    if _BY.search(sentence):
        return Effect(clause, article, on_publication=True)
    return None


def _with_period(found: Effect, sentences: list[str]) -> Effect:
    """The same with its period of validity, printed in its sentence or at the head of the next one."""
    own = [sentences[0], *(one for one in sentences[1:] if re.match(r"^(?:本.{1,8})?有效期", one))]
    period = "，".join(own)
    values: dict[str, object] = dict(vars(found))
    if until := _UNTIL.search(period):
        values |= {"last_day": read_day(until), "clause": f"{period}。"}
    elif years := _YEARS.search(period):
        unit = "years" if years["unit"] == "年" else "months"
        values |= {unit: integer(years["count"]), "clause": f"{period}。"}
    elif _OPEN.search(period):
        values |= {"open_ended": True, "clause": f"{period}。"}
    return Effect(**values)  # type: ignore[arg-type]


def _repealed(sentence: str, article: str) -> Iterator[Repeal]:
    at = 0
    for match in _TITLE.finditer(sentence):
        before, after = sentence[at : match.start()], sentence[match.end() :]
        number = _NUMBER.match(after)
        part = _PART.match(after[number.end() if number else 0 :])
        days, organ = _promulgated(before)
        yield Repeal(
            title=match[1],
            clause=f"{sentence}。",
            article=article,
            number=(document_number(number[1]) or number[1]) if number else "",
            days=days,
            organ=organ,
            part=part[0] if part else "",
        )
        at = match.end()


def _promulgated(before: str) -> tuple[tuple[date, ...], str]:
    """The days on which a document was promulgated, and by whom, from the words before its title.

    «1987年12月26日经国务院批准，1988年1月14日由卫生部发布的»: the organ is that of the last day.
    """
    found = list(re.finditer(DATE, before))
    days = tuple(day for one in found if (day := read_day(one)))
    if not found:
        return days, _organ(re.split(r"[。，]", before)[-1])
    last = found[-1]
    # «国务院1984年4月7日发布的» names the organ before the day.
    return days, _organ(before[last.end() :]) or _organ(
        re.split(r"[，。]", before[: last.start()])[-1]
    )


def _organ(words: str) -> str:
    bare = re.sub(rf"^.*批准、?|^(?:和|由|原)+|\d{{4}}年|(?:修订)?(?:{_ACT})?的?$", "", words)
    bare = re.sub(r"^(?:和|由|原)+", "", bare)
    return bare if re.fullmatch(r"[一-龥、]{3,60}", bare) else ""
