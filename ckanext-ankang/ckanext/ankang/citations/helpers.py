"""Template helpers of `citations`: the text of a node with its citations as links."""

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from markupsafe import Markup, escape


def ankang_document_linked(text: str, spans: Iterable[dict[str, Any]]) -> Markup:
    """A node's text, escaped, with a link on each span that leads somewhere.

    `spans` are those of `ankang_document_citation_list` under the anchor of the node. No link
    crosses a line, so `.split("\\n")` of the answer gives the lines, each safe to print.
    """
    done, at = Markup(), 0
    for span in sorted(spans, key=lambda span: span["start"]):
        if span["start"] >= at:
            done += escape(text[at : span["start"]]) + _marked(text, span)
            at = span["end"]
    return done + escape(text[at:])


def _marked(text: str, span: dict[str, Any]) -> Markup:
    words = text[span["start"] : span["end"]]
    if not span.get("url"):
        return escape(words)
    template = Markup('<a class="citation" href="{url}" title="{title}">{words}</a>')
    return template.format(url=span["url"], title=span.get("note") or "", words=words)


def ankang_citation_reason(code: str) -> str:
    """Why a citation leads nowhere, as a reader is told."""
    return {
        "unknown": tk._("文件库和名录中没有"),
        "no-such-article": tk._("本文件没有这一条"),
        "nothing-before": tk._("前面没有可以对应的条、款、项"),
    }[code]


def ankang_document_cited(counts: dict[str, int], article: str = "") -> str:
    """«被 3 份文件引用» for an article or the whole; empty when nobody cites it."""
    count = counts.get(article, 0)
    return tk._("被 {count} 份文件引用").format(count=count) if count else ""
