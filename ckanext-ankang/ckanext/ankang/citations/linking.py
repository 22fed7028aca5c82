"""The text of a node with its citations as links, safe to print (pure)."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

_LINK = Markup('<a class="citation" href="{url}"{title}>{words}</a>')
_NOTE = Markup('<span class="citation"{title}>{words}</span>')
_TITLE = Markup(' title="{note}"')


def linked(text: str, spans: Iterable[Mapping[str, Any]]) -> Markup:
    """The text, escaped, with a link on each span that leads somewhere; overlaps are left out."""
    done, at = Markup(), 0
    for span in sorted(spans, key=lambda span: span["start"]):
        if at <= span["start"] < span["end"] <= len(text):
            done += escape(text[at : span["start"]]) + _marked(text, span)
            at = span["end"]
    return done + escape(text[at:])


def _marked(text: str, span: Mapping[str, Any]) -> Markup:
    words = text[span["start"] : span["end"]]
    title = _TITLE.format(note=span["note"]) if span.get("note") else ""
    if span.get("url"):
        return _LINK.format(url=span["url"], title=title, words=words)
    return _NOTE.format(title=title, words=words) if title else escape(words)
