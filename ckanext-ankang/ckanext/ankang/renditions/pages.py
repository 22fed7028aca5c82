"""A sheet as PDF: the same layout, printed by WeasyPrint, with bookmarks for its contents."""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import Any

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from .sheet import ANNEX, BODY, Block, Sheet

BASE = "asset:"
STYLESHEET = "sheet.css"
ASSETS = {f"{BASE}{STYLESHEET}": "text/css"}
TAGS = {"title": "h1", "heading": "h2", "subheading": "h3", ANNEX: "h2"}


class ForeignAddress(FatalURLFetchingError):
    """A text asked for something that is not ours; nothing is printed then."""


class OwnAssets(URLFetcher):
    """Fetches the style sheet beside this module and refuses every other address."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url not in ASSETS:
            raise ForeignAddress(url)
        path = resources.files(__package__) / "assets" / url.removeprefix(BASE)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": ASSETS[url]})


def write(sheet: Sheet) -> bytes:
    """The bytes of a PDF file."""
    page = HTML(string=_html(sheet), base_url=None, url_fetcher=OwnAssets())
    # Named by what it says: WeasyPrint's own identifier is drawn anew each time.
    written: bytes = page.write_pdf(pdf_identifier=sheet.digest[:32].encode())
    return written


def _html(sheet: Sheet) -> str:
    blocks = "".join(_block(block) for block in sheet.blocks)
    return (
        f'<!doctype html><html lang="{escape(sheet.imprint.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(sheet.title)}</title>"
        f'<meta name="author" content="{escape(sheet.issuer)}">'
        f'<link rel="stylesheet" href="{BASE}{STYLESHEET}"></head>'
        f"<body>{_footer(sheet)}{blocks}{_facts(sheet)}</body></html>"
    )


def _block(block: Block) -> str:
    tag = TAGS.get(block.style, "p")
    attributes = f' class="{block.style} level-{block.level}"'
    if block.anchor:
        attributes += f' id="{escape(block.anchor)}"'
    if block.label and block.style == BODY:
        # Bookmarks take the article's number, not its first paragraph.
        attributes += f' data-label="{escape(block.label)}"'
    lead = f"<b>{escape(block.lead)}</b>　" if block.lead else ""
    return f"<{tag}{attributes}>{lead}{escape(block.text)}</{tag}>"


def _footer(sheet: Sheet) -> str:
    imprint = sheet.imprint
    said = " · ".join(part for part in (imprint.disclaimer, imprint.version) if part)
    numbers = {"page": '<span class="page"></span>', "pages": '<span class="pages"></span>'}
    counted = escape(imprint.page).format(**numbers)
    return (
        f'<footer>{escape(said)}<br><span class="address">{escape(imprint.address)}</span>'
        f"　{counted}</footer>"
    )


def _facts(sheet: Sheet) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>"
        for name, value in sheet.imprint.facts
    )
    return f'<section class="about"><p>{escape(sheet.imprint.about)}</p><table>{rows}</table></section>'
