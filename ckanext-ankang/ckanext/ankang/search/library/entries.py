"""What the core `library` holds of a document: one entry for each text, one for each article of it.

Every day belongs to exactly one text of a document, so that a filter on the day finds each document once.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from ckanext.ankang.documents.organs import scope
from ckanext.ankang.documents.values import issuers
from ckanext.ankang.search.analysis import cut, index_fields, normalise
from ckanext.ankang.search.numbers import split_numbers

Entry = dict[str, Any]

TEXT, ARTICLE = "text", "article"
# What nobody has judged: its state is not known on any day.
UNKNOWN = "unverified"
# Headings alone answer no question; they are in the text of the whole.
_DIVISIONS = ("title", "part", "chapter", "section")
# Codes of topics: 02, and 0204 below it.
_FIRST_LEVEL = 2
# What a list shows of a document, as far as it has it.
_SHOWN = (
    *("id", "name", "title", "document_number", "issuer", "joint_issuers", "kind", "genre"),
    *("topic", "date_issued", "date_published", "date_effective", "valid_until", "index_number"),
    *("registration_number", "text_source", "first_published", "metadata_modified"),
)


@dataclass(frozen=True)
class Interval:
    """The state of a document from one day until before another; open on a side that is None."""

    state: str
    day_from: date | None = None
    day_until: date | None = None
    flags: tuple[str, ...] = ()
    sentence: str = ""
    event_id: str | None = None

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Interval":
        """The interval of a dict with ISO days, as other rooms hand it over."""
        days = (_day(row.get("day_from")), _day(row.get("day_until")))
        flags = tuple(row.get("flags") or ())
        return cls(row["state"], *days, flags, row.get("sentence") or "", row.get("event_id"))

    def as_dict(self) -> dict[str, Any]:
        """The same, as it is stored and handed over."""
        return {
            "state": self.state,
            "flags": list(self.flags),
            "day_from": self.day_from.isoformat() if self.day_from else None,
            "day_until": self.day_until.isoformat() if self.day_until else None,
            "sentence": self.sentence,
            "event_id": self.event_id,
        }

    @property
    def days(self) -> str:
        """The interval as a value of Solr's DateRangeField, whose ends are inclusive."""
        last = self.day_until - timedelta(days=1) if self.day_until else "*"
        return f"[{self.day_from or '*'} TO {last}]"

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        begun = self.day_from is None or self.day_from <= day
        return begun and (self.day_until is None or day < self.day_until)


def entries(
    package: dict[str, Any], texts: list[dict[str, Any]], intervals: list[dict[str, Any]]
) -> Iterator[Entry]:
    """Yield every entry of a document."""
    found = ordered(intervals) or [Interval(UNKNOWN)]
    counting = spans(texts)
    shared = _shared(package, found, changes(found, counting))
    for text, span in counting or [({"number": 0, "nodes": []}, Interval(""))]:
        yield _text_entry(package, text, span, shared)
        yield from _articles(package["id"], text, span)


def ordered(rows: Iterable[dict[str, Any]]) -> list[Interval]:
    """The intervals that a room handed over, the earliest first."""
    return sorted(map(Interval.of, rows), key=lambda one: one.day_from or date.min)


def changes(
    intervals: list[Interval], counting: list[tuple[dict[str, Any], Interval]]
) -> list[dict[str, Any]]:
    """What changed and on which day: the force, or the text that counts; the earliest first."""
    force: list[Entry] = [
        {
            "day": after.day_from.isoformat(),
            "what": "force",
            "old": before.state,
            "new": after.state,
            "sentence": after.sentence,
            "event_id": after.event_id,
        }
        for before, after in pairwise(intervals)
        if after.day_from and after.state != before.state
    ]
    words = [
        {"day": span.day_from.isoformat(), "what": "text", "number": text["number"]}
        for text, span in counting
        if span.day_from
    ]
    return sorted([*force, *words], key=lambda change: str(change["day"]))


def spans(texts: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Interval]]:
    """When each text is the one that counts; a text that another replaces on its first day never does.

    The first text stands for the days before it, too: it is the oldest that we have.
    """
    by_day = sorted(texts, key=lambda text: (_beginning(text) or date.min, text["number"]))
    later = [*by_day[1:], *([None] if by_day else [])]
    kept = [
        text
        for text, follower in zip(by_day, later, strict=True)
        if follower is None or _beginning(follower) != _beginning(text)
    ]
    bounds = [None, *(_beginning(text) for text in kept[1:]), None]
    return [(text, Interval("", *days)) for text, days in zip(kept, pairwise(bounds), strict=False)]


def _beginning(text: dict[str, Any]) -> date | None:
    return _day(text.get("day_from")) or _day(text.get("day_published"))


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def _shared(
    package: dict[str, Any], intervals: list[Interval], changed: list[dict[str, Any]]
) -> Entry:
    """What is the same for every text of a document."""
    shown = {field: package[field] for field in _SHOWN if package.get(field)}
    states = [interval.as_dict() for interval in intervals]
    return {
        "package": package["id"],
        "changed": [change["day"] for change in changed],
        **_by_day(intervals),
        **_facets(package),
        "header": {**shown, "intervals": states, "changes": changed},
    }


def _text_entry(
    package: dict[str, Any], text: dict[str, Any], span: Interval, shared: Entry
) -> Entry:
    words = "\n".join(f"{node['heading']}\n{node['text']}" for node in text["nodes"])
    fields = index_fields(package, text=words)
    header = {**shared["header"], "text": text["number"]}
    return {
        **fields,
        **shared,
        "id": f"{package['id']}:{text['number']}",
        "entity": TEXT,
        "valid": span.days,
        "ankang_numbers": f"{fields['ankang_numbers']} {_serial(package)}".strip(),
        "header": json.dumps(header, ensure_ascii=False),
    }


def _by_day(intervals: list[Interval]) -> dict[str, list[str]]:
    """The days of each state and of each flag."""
    days: dict[str, list[str]] = {}
    for interval in intervals:
        for name in (f"force_{interval.state}", *(f"flag_{flag}" for flag in interval.flags)):
            days.setdefault(name, []).append(interval.days)
    return days


def _facets(package: dict[str, Any]) -> Entry:
    published = package.get("date_published") or package.get("date_issued") or ""
    topic = package.get("topic") or ""
    values = {
        "section": scope(package),
        "kind": package.get("kind"),
        "issuer": issuers(package),
        # The first level stands for all of its second level.
        "topic": sorted({topic[:_FIRST_LEVEL], topic} - {""}),
        "genre": package.get("genre"),
        "year": int(published[:4]) if published else None,
        "published": published[:10],
        "effective": (package.get("date_effective") or "")[:10],
        "added": package.get("first_published") or "",
    }
    return {field: value for field, value in values.items() if value}


def _serial(package: dict[str, Any]) -> str:
    """The last number of a document's number: people remember 96号 and not of which year."""
    found = re.findall(r"\d+", normalise(package.get("document_number") or ""))
    return str(int(found[-1])) if found else ""


def _articles(package_id: str, text: dict[str, Any], span: Interval) -> Iterator[Entry]:
    for position, node in enumerate(text["nodes"]):
        if node["kind"] in _DIVISIONS or not node["text"].strip():
            continue
        yield {
            "id": f"{package_id}:{text['number']}:{node['anchor'] or position}:{position}",
            "entity": ARTICLE,
            "package": package_id,
            "valid": span.days,
            "anchor": node["anchor"],
            "heading": node["heading"],
            "content": node["text"],
            "position": position,
            "ankang_numbers": _tokens(node["heading"]),
            "ankang_text": " ".join(cut(f"{node['heading']}\n{node['text']}")),
        }


def _tokens(heading: str) -> str:
    return " ".join(
        token for stretch in split_numbers(normalise(heading)) for token in stretch.tokens
    )
