"""Feeds are Atom as RFC 4287 has it, whatever stands in titles."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ckanext.ankang.exchange.feeds import Entry, Feed, atom, moment

ATOM = {"a": "http://www.w3.org/2005/Atom"}
NOW = datetime(2026, 11, 25, tzinfo=UTC)
FEED = Feed(
    "https://e.org/feed/new.atom?q=停车", "https://e.org/", "新入库的文件", "文件库", "平台"
)


def parsed(entries: list[Entry], feed: Feed = FEED) -> Any:
    root = etree.fromstring(atom(feed, entries, NOW))
    check(root)
    return root


def check(root: Any) -> None:
    """What RFC 4287, 4.1.1 and 4.1.2, demands of a feed and of each entry."""
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert len(root.xpath("a:link[@rel='self']", namespaces=ATOM)) == 1
    pieces = [root, *root.xpath("a:entry", namespaces=ATOM)]
    for piece in pieces:
        for name in ("id", "title", "updated"):
            [found] = piece.xpath(f"a:{name}", namespaces=ATOM)
            assert found.text
        [updated] = piece.xpath("a:updated/text()", namespaces=ATOM)
        assert datetime.fromisoformat(updated).tzinfo
        authors = piece.xpath("a:author/a:name/text()", namespaces=ATOM)
        assert authors or root.xpath("a:author/a:name", namespaces=ATOM)
        # A link without `rel` is that to the page (4.2.7.2).
        assert len(piece.xpath("a:link[not(@rel) or @rel='alternate']", namespaces=ATOM)) == 1
    ids = root.xpath("a:entry/a:id/text()", namespaces=ATOM)
    assert len(set(ids)) == len(ids)


def an_entry(number: int = 1, **fields: Any) -> Entry:
    values = {
        "id": f"https://e.org/eli/normative/2022/示政发-{number}",
        "title": "示例办法",
        "link": f"https://e.org/document/{number}",
        "moment": NOW - timedelta(days=number),
        "summary": "示政发〔2022〕1号",
    }
    return Entry(**{**values, **fields})


def test_the_newest_entry_comes_first_and_dates_the_feed() -> None:
    root = parsed([an_entry(3), an_entry(1), an_entry(2)])
    updated = root.xpath("a:entry/a:updated/text()", namespaces=ATOM)
    assert updated == sorted(updated, reverse=True)
    assert root.findtext("a:updated", namespaces=ATOM) == updated[0]


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parsed([]).xpath("a:entry", namespaces=ATOM) == []


@given(st.text(), st.text())
def test_any_title_and_summary_can_be_written(title: str, summary: str) -> None:
    root = parsed([an_entry(title=f"办法{title}", summary=summary)])
    assert root.findtext("a:entry/a:title", namespaces=ATOM).startswith("办法")


def test_markup_in_a_title_is_text() -> None:
    root = parsed([an_entry(title="<script>alert(1)</script>&办法")])
    assert root.findtext("a:entry/a:title", namespaces=ATOM) == "<script>alert(1)</script>&办法"


def test_a_day_begins_in_ankang() -> None:
    assert moment("2026-11-24").isoformat() == "2026-11-24T00:00:00+08:00"
    assert moment("2026-11-24T08:00:00+00:00").isoformat() == "2026-11-24T08:00:00+00:00"
