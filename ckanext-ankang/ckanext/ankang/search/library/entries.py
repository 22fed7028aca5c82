"""What the core `library` holds of a document: one entry for each text, one for each article of it.

Every day belongs to exactly one text of a document, so that a filter on the day finds each document once.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from ckanext.ankang.search.analysis import cut, index_fields, normalise
from ckanext.ankang.search.numbers import split_numbers

Entry = dict[str, Any]

TEXT, ARTICLE = "text", "article"
# What nobody has judged: its state is not known on any day.
UNKNOWN = "unverified"
# Headings alone answer no question; they are in the text of the whole.
_DIVISIONS = ("title", "part", "chapter", "section")
# What a list shows of a document, as far as it has it.
_SHOWN = (
    *("id", "name", "title", "document_number", "issuer", "joint_issuers", "kind", "genre"),
    *("topic", "topics", "date_issued", "date_published", "date_effective", "date_expiry"),
    *("index_number", "registration_number", "text_source", "metadata_modified"),
)


@dataclass(frozen=True)
class Interval:
    """The state of a document from one day until before another; open on a side that is None."""

    state: str
    day_from: date | None = None
    day_until: date | None = None
    flags: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Interval":
        """The interval of a dict with ISO days, as other rooms hand it over."""
        flags = tuple(row.get("flags") or ())
        return cls(row["state"], _day(row.get("day_from")), _day(row.get("day_until")), flags)

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
    found = [Interval.of(row) for row in intervals] or [Interval(UNKNOWN)]
    for text, span in spans(texts) or [({"number": 0, "nodes": []}, Interval(""))]:
        yield _text_entry(package, text, span, found)
        yield from _articles(package["id"], text, span)


def spans(texts: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Interval]]:
    """When each text is the one that counts; a text that another replaces on its first day never does.

    The first text stands for the days before it, too: it is the oldest that we have.
    """
    ordered = sorted(texts, key=lambda text: (_beginning(text) or date.min, text["number"]))
    later = [*ordered[1:], *([None] if ordered else [])]
    kept = [
        text
        for text, follower in zip(ordered, later, strict=True)
        if follower is None or _beginning(follower) != _beginning(text)
    ]
    bounds = [None, *(_beginning(text) for text in kept[1:]), None]
    return [
        (text, Interval("", *days)) for text, days in zip(kept, pairwise(bounds), strict=False)
    ]


def _beginning(text: dict[str, Any]) -> date | None:
    return _day(text.get("day_from")) or _day(text.get("day_published"))


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def _text_entry(
    package: dict[str, Any], text: dict[str, Any], span: Interval, intervals: list[Interval]
) -> Entry:
    words = "\n".join(f"{node['heading']}\n{node['text']}" for node in text["nodes"])
    fields = index_fields(package, text=words)
    return {
        **fields,
        "id": f"{package['id']}:{text['number']}",
        "entity": TEXT,
        "package": package["id"],
        "valid": span.days,
        **_by_day(intervals),
        **_facets(package),
        "ankang_numbers": f"{fields['ankang_numbers']} {_serial(package)}".strip(),
        "header": json.dumps(_header(package, text, intervals), ensure_ascii=False),
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
    values = {
        "kind": package.get("kind"),
        "issuer": _several(package, "issuer", "joint_issuers"),
        "topic": _several(package, "topic", "topics"),
        "genre": package.get("genre"),
        "year": int(published[:4]) if published else None,
        "published": published[:10],
        "effective": (package.get("date_effective") or "")[:10],
    }
    return {field: value for field, value in values.items() if value}


def _several(package: dict[str, Any], *fields: str) -> list[str]:
    """The values of fields that hold one or a list."""
    values: list[str] = []
    for field in fields:
        value = package.get(field) or []
        values += [value] if isinstance(value, str) else value
    return list(dict.fromkeys(values))


def _serial(package: dict[str, Any]) -> str:
    """The last number of a document's number: people remember 96号 and not of which year."""
    found = re.findall(r"\d+", normalise(package.get("document_number") or ""))
    return str(int(found[-1])) if found else ""


def _header(package: dict[str, Any], text: dict[str, Any], intervals: list[Interval]) -> Entry:
    shown = {field: package[field] for field in _SHOWN if package.get(field)}
    states = [
        {
            "state": interval.state,
            "flags": list(interval.flags),
            "day_from": interval.day_from and interval.day_from.isoformat(),
            "day_until": interval.day_until and interval.day_until.isoformat(),
        }
        for interval in intervals
    ]
    return {**shown, "text": text["number"], "intervals": states}


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
