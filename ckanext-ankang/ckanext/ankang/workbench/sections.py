"""What stands on the workbench: sections of entries, each with its one action and its clock (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from ckanext.ankang.catalogue.calendar import provisional, working_days_between

# From so many working days left on, a clock is shown as running out.
SOON = 1


class UnknownSection(ValueError):
    """A room filled a section that schemas/workbench.yaml does not hold."""

    template = "没有栏目“{code}”，可用：{codes}。"

    def __init__(self, code: str) -> None:
        super().__init__(self.template.format(code=code, codes="、".join(titles())))


@dataclass(frozen=True)
class Entry:
    """One thing that waits: what it is called, where it leads, and the verb of its button.

    `facts` are short texts beside it, `due` the last day on which it is in time, `since` orders
    what has no such day.
    """

    title: str
    link: str
    action: str
    facts: tuple[str, ...] = ()
    due: date | None = None
    since: str = ""


@dataclass(frozen=True)
class Section:
    """What one room has for one section; `more` leads to everything of its kind."""

    code: str
    entries: Sequence[Entry]
    more: str = ""


@dataclass(frozen=True)
class Shown:
    """A section as the page shows it: the most urgent entries and how many there are in all."""

    code: str
    label: str
    count: int
    entries: list[Entry] = field(default_factory=list)
    more: str = ""


@dataclass(frozen=True)
class Clock:
    """How much time is left: a state for its badge and a sentence for gettext."""

    state: str
    template: str
    days: int
    provisional: bool


@cache
def titles() -> dict[str, str]:
    """The titles of all sections by their codes, in their order."""
    read = yaml.safe_load((files("ckanext.ankang.schemas") / "workbench.yaml").read_text("utf-8"))
    return {one["code"]: one["label"] for one in read["sections"]}


def arrange(sections: Iterable[Section], most: int) -> list[Shown]:
    """Join what the rooms have section by section, the most urgent first; drop what is empty."""
    joined: dict[str, list[Section]] = {code: [] for code in titles()}
    for section in sections:
        if section.code not in joined:
            raise UnknownSection(section.code)
        joined[section.code].append(section)
    return [
        _shown(code, found, most)
        for code, found in joined.items()
        if any(section.entries for section in found)
    ]


def clock(due: date, today: date) -> Clock:
    """The working days left until the end of a day, that day included."""
    left = working_days_between(today, due)
    guessed = provisional(due)
    if today > due:
        late = max(1, working_days_between(due, today))
        return Clock("error", "已超期 {days} 个工作日", late, guessed)
    if left == 0:
        return Clock("notice", "今天到期", 0, guessed)
    return Clock("notice" if left <= SOON else "plain", "剩 {days} 个工作日", left, guessed)


def _shown(code: str, sections: list[Section], most: int) -> Shown:
    entries = sorted((one for section in sections for one in section.entries), key=_urgency)
    more = next((section.more for section in sections if section.more), "")
    return Shown(code, titles()[code], len(entries), entries[:most], more)


def _urgency(entry: Entry) -> tuple[date, str, str]:
    return entry.due or date.max, entry.since, entry.title
