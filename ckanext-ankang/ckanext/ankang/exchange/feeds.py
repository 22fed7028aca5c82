"""Atom feeds of the library: what is new, what changed, what ended; all of it, or any search (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from feedgen.feed import FeedGenerator

Json = dict[str, Any]
HERE = ZoneInfo("Asia/Shanghai")
# XML 1.0, 2.2: no other character has a place in it, escaped or not.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that happened to a document."""

    id: str
    title: str
    link: str
    moment: datetime
    authors: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed as it is addressed and named."""

    address: str
    page: str
    title: str
    subtitle: str
    author: str


def moment(day: str) -> datetime:
    """The beginning of a day in Ankang, or the moment itself."""
    found = datetime.fromisoformat(day)
    if found.tzinfo:
        return found
    return found.replace(tzinfo=HERE if len(day) == len("2026-11-24") else UTC)


def atom(feed: Feed, entries: Iterable[Entry], now: datetime) -> bytes:
    """The feed as XML, the newest entry first; an empty one is as new as its answer."""
    ordered = sorted(entries, key=lambda entry: entry.moment, reverse=True)
    made = FeedGenerator()
    made.id(feed.address)
    made.title(_plain(feed.title))
    made.subtitle(_plain(feed.subtitle))
    made.author({"name": _plain(feed.author)})
    made.language("zh-CN")
    made.link(href=feed.address, rel="self", type="application/atom+xml")
    made.link(href=feed.page, rel="alternate", type="text/html")
    made.updated(ordered[0].moment if ordered else now)
    for entry in ordered:
        _add(made, entry)
    xml: bytes = made.atom_str(pretty=True)
    return xml


def _add(made: FeedGenerator, entry: Entry) -> None:
    item = made.add_entry(order="append")
    item.id(entry.id)
    item.title(_plain(entry.title))
    item.link(href=entry.link, rel="alternate", type="text/html")
    item.updated(entry.moment)
    item.summary(_plain(entry.summary))
    for name in entry.authors:
        item.author({"name": _plain(name)})


def _plain(text: str) -> str:
    return _UNWRITABLE.sub("", text)
