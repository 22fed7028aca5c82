"""List pages and detail pages of government sites."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
from lxml.html import HtmlElement

from harvesters.dialler import Answer, Dialler
from harvesters.errors import BadListing, WrongContent
from harvesters.kinds.base import Kind, Pages
from harvesters.mapping import clean, day
from harvesters.records import Entry, Item, Link, Text
from harvesters.rules import HtmlRules, TextRules
from harvesters.source import Source

# The meta tags of 国办发〔2017〕47号, as the pages write them.
META = "meta[name][content]"
CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)


class HtmlList(Kind):
    """Reads lists by CSS selectors and details by meta tags, tables and links."""

    def __init__(self, source: Source, address: str, dialler: Dialler) -> None:
        super().__init__(source, address, dialler)
        if source.html is None:
            raise BadListing(url=address, reason="source.yaml 中没有 html 一节")
        self.rules: HtmlRules = source.html

    def entries(self) -> Iterator[Entry]:
        """Follow the list from page to page."""
        pages = Pages(self.address, self.source.politeness.pages)
        address: str | None = self.address
        while address:
            pages.visit(address)
            answer = self.dialler.get(address)
            page = self._parsed(answer)
            links = _select(page, self.rules.items)
            if not links:
                raise BadListing(url=address, reason=f"页面上没有“{self.rules.items}”")
            for link in links:
                yield self._entry(answer.url, link)
            address = self._next(answer.url, page)

    def read(self, entry: Entry) -> Item:
        """Collect the labelled values, files and text of one detail page, and its earlier texts."""
        answer = self.dialler.get(entry.url)
        page = self._parsed(answer)
        item = self._item(answer, page)
        if self.rules.texts is None or not item.paragraphs:
            return item
        links = _select(page, self.rules.texts.links)
        earlier = [self._earlier(urljoin(answer.url, str(link.get("href")))) for link in links]
        texts = [_text(of, self.rules.texts, entry.title) for of in (*earlier, item)]
        return replace(item, texts=tuple(sorted(texts, key=lambda text: str(text.day_published))))

    def _earlier(self, url: str) -> Item:
        answer = self.dialler.get(url)
        return self._item(answer, self._parsed(answer))

    def _item(self, answer: Answer, page: HtmlElement) -> Item:
        values = {str(tag.get("name")): str(tag.get("content")) for tag in _select(page, META)}
        for row in _select(page, self.rules.rows):
            label, value = (text_of(cell) for cell in row.iterchildren("th", "td"))
            values[label] = value
        for label, selector in self.rules.lines.items():
            values[label] = "\n".join(text_of(line) for line in _select(page, selector))
        files = tuple(_link(answer.url, link) for link in _select(page, self.rules.files))
        paragraphs = tuple(filter(None, map(text_of, _select(page, self.rules.text))))
        return Item(values, files, paragraphs, answer.body)

    def _entry(self, base: str, link: HtmlElement) -> Entry:
        url = urljoin(base, str(link.get("href")))
        found = re.search(self.rules.identifier, url)
        if found is None:
            raise BadListing(url=base, reason=f"网址 {url} 中找不到标识")
        return Entry(identifier=found[1], title=text_of(link), url=url)

    def _next(self, base: str, page: HtmlElement) -> str | None:
        links = _select(page, self.rules.next)
        return urljoin(base, str(links[0].get("href"))) if links else None

    def _parsed(self, answer: Answer) -> HtmlElement:
        if answer.media_type not in ("text/html", "application/xhtml+xml") or not answer.body:
            raise WrongContent(url=answer.url, expected="网页", reason=answer.media_type or "空白")
        parser = lxml.html.HTMLParser(encoding="utf-8")
        return lxml.html.document_fromstring(_decoded(answer).encode(), parser=parser)


def _decoded(answer: Answer) -> str:
    """The text of a page in the charset it names; what claims gb2312 or gbk is gb18030."""
    named = CHARSET.search(answer.headers.get("Content-Type", "")) or CHARSET.search(
        answer.body[:2048].decode("latin-1")
    )
    charset = named[1].lower() if named else "utf-8"
    try:
        return answer.body.decode("gb18030" if charset in ("gb2312", "gbk") else charset)
    except (LookupError, UnicodeDecodeError) as error:
        raise WrongContent(url=answer.url, expected="网页", reason=f"不是 {charset}") from error


def _text(item: Item, rules: TextRules, title: str) -> Text:
    """The text on a page that is one of several of its document."""
    published = day(item.values[rules.published])
    return Text(
        paragraphs=item.paragraphs,
        day_published=published,
        history=tuple(item.values[rules.history].splitlines()),
        name=f"{title}（{published}）.html",
        page=item.page,
    )


def text_of(element: HtmlElement) -> str:
    """The text of an element on one line."""
    return clean(re.sub(r"[\s　]+", " ", str(element.text_content())))


def _select(page: HtmlElement, selector: str | None) -> list[HtmlElement]:
    return list(page.cssselect(selector)) if selector else []


def _link(base: str, link: HtmlElement) -> Link:
    url = urljoin(base, str(link.get("href")))
    name = PurePosixPath(unquote(urlsplit(url).path)).name
    return Link(name=name, format=PurePosixPath(name).suffix.removeprefix("."), url=url)
