"""Titles of leading persons, as the portal's settings name them; none are shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .rules import Rule

_TITLES = (
    r"(?:省委|市委|区委|县委|党组|党委|省|市|区|县|人民)?"
    r"(?:常务)?副?(?:书记|常委|省长|市长|区长|县长|主任|主席|局长|厅长|部长|秘书长|检察长|院长)"
)
_BEFORE = re.compile(rf"(?P<titles>(?:{_TITLES})(?:[、，]?(?:{_TITLES}))*)(?:同志)?\s*$")
# A title longer than this does not stand before a name.
_REACH = 30


@dataclass(frozen=True)
class Leader:
    """A person and the titles the person bears."""

    name: str
    titles: tuple[str, ...]


def read_leader(text: str) -> Leader:
    """Read «姓名:职务、职务»; ValueError names what is not of that form."""
    name, colon, titles = text.replace("：", ":").partition(":")
    borne = tuple(filter(None, titles.split("、")))
    if not (name and colon and borne):
        raise ValueError(f"“{text}”应写成“姓名:职务、职务”这样的形式。")
    return Leader(name, borne)


def wrongly_titled(text: str, leaders: tuple[Leader, ...]) -> Iterator[tuple[Rule, int, int]]:
    """Yield the places where a person's name follows a title that the person does not bear."""
    for leader in leaders:
        for found in re.finditer(re.escape(leader.name), text):
            start = max(0, found.start() - _REACH)
            titles = _BEFORE.search(text[start : found.start()])
            if titles and not _borne(titles["titles"], leader.titles):
                yield _rule(leader), start + titles.start("titles"), found.end()


def _borne(text: str, titles: tuple[str, ...]) -> bool:
    """Whether every title is one of the person's, its organ left out or not: 书记 for 市委书记."""
    return all(
        any(borne.endswith(title) for borne in titles)
        for title in filter(None, re.split("[、，]", text))
    )


def _rule(leader: Leader) -> Rule:
    right = f"{'、'.join(leader.titles)}{leader.name}"
    return Rule(
        code=f"leaders.{leader.name}",
        title="领导职务",
        severity="error",
        source="本平台配置项 ckanext.ankang.proofreading.leaders",
        example=right,
        faulty="",
        right=right,
    )
