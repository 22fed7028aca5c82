"""List pages and detail pages of government sites."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

import lxml.html
from lxml.html import HtmlElement

from harvesters.dialler import Answer, Dialler
from harvesters.errors import BadListing, WrongContent
from harvesters.kinds.base import Kind, Pages, charset, link_to
from harvesters.mapping import clean, day
from harvesters.records import Entry, Item, Link, Text
from harvesters.rules import HtmlRules, TextRules
from harvesters.source import Source

# The meta tags of 国办发〔2017〕47号, as the pages write them.
META = "meta[name][content]"
GOVERNMENT = (
    "SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription", "ColumnKeywords",
    "ColumnType", "ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description",
    "Image", "Url",
)  # fmt: skip
SPELLINGS = {name.lower(): name for name in GOVERNMENT}
# What a page tells browsers and robots, and nothing of what stands on it.
TECHNICAL = frozenset({
    "viewport", "renderer", "robots", "referrer", "generator", "format-detection", "theme-color",
    "force-rendering", "apple-mobile-web-app-capable", "applicable-device", "csrf-token",
})  # fmt: skip


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
        waiting = [self.address]
        while waiting:
            address = waiting.pop(0)
            pages.visit(address)
            answer = self.dialler.get(address)
            page = self._parsed(answer)
            yield from self._listed(answer, page)
            if address == self.address and self.rules.pages:
                waiting += self._numbered(answer)
            elif onward := self._next(answer.url, page):
                waiting.append(onward)

    def _listed(self, answer: Answer, page: HtmlElement) -> Iterator[Entry]:
        """The entries of one page; a page without any is a fault, not an empty list."""
        found = _select(page, self.rules.items)
        if not found:
            raise BadListing(url=answer.url, reason=f"页面上没有“{self.rules.items}”")
        for item in found:
            links = _select(item, self.rules.link) if self.rules.link else [item]
            if not links:
                raise BadListing(url=answer.url, reason=f"有一项里没有“{self.rules.link}”")
            yield self._entry(answer.url, links[0])

    def _numbered(self, first: Answer) -> list[str]:
        """The addresses of the further pages of a list that only a script turns over."""
        count = re.search(str(self.rules.page_count), _decoded(first))
        if count is None:
            raise BadListing(url=first.url, reason=f"找不到页数“{self.rules.page_count}”")
        addresses, second = str(self.rules.pages), self.rules.second_page
        numbers = range(second, second + int(count[1]) - 1)
        return [urljoin(first.url, addresses.format(number=number)) for number in numbers]

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
        values = _meta(page)
        for row in _select(page, self.rules.rows):
            cells = [text_of(cell) for cell in row.iterchildren("th", "td")]
            for label, value in zip(cells[::2], cells[1::2], strict=True):
                values[label.rstrip("：:")] = value
        for pair in _select(page, self.rules.pairs):
            label = text_of(_only(pair, self.rules.label, answer.url))
            values[label.rstrip("：:")] = text_of(pair).removeprefix(label).strip("：: ")
        for label, selector in self.rules.lines.items():
            values[label] = "\n".join(text_of(line) for line in _select(page, selector))
        links = [_link(answer.url, a, self.rules) for a in _select(page, self.rules.files)]
        # An attachment is often linked twice: from the text and from the list below it.
        files = tuple({link.url: link for link in reversed(links)}.values())[::-1]
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
    """The text of a page in the charset that it or its server names."""
    said = charset(answer.headers.get("Content-Type", ""), answer.body[:2048].decode("latin-1"))
    try:
        return answer.body.decode(said)
    except (LookupError, UnicodeDecodeError) as error:
        raise WrongContent(url=answer.url, expected="网页", reason=f"不是 {said}") from error


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


def _only(element: HtmlElement, selector: str, url: str) -> HtmlElement:
    """The first element behind a selector, without which the page is not what it was."""
    found = _select(element, selector)
    if not found:
        raise WrongContent(url=url, expected="来源所描述的网页", reason=f"有一处没有“{selector}”")
    return found[0]


def _meta(page: HtmlElement) -> dict[str, str]:
    """What the meta tags say, in the norm's spelling; what is said several times is joined."""
    said: dict[str, dict[str, None]] = {}
    for tag in _select(page, META):
        name = str(tag.get("name")).strip()
        if name.lower() not in TECHNICAL:
            said.setdefault(SPELLINGS.get(name.lower(), name), {})[str(tag.get("content"))] = None
    return {name: "；".join(filter(None, values)) for name, values in said.items()}


def _link(base: str, link: HtmlElement, rules: HtmlRules) -> Link:
    name = text_of(link) if rules.file_name == "text" else ""
    return link_to(urljoin(base, str(link.get("href"))), name)
