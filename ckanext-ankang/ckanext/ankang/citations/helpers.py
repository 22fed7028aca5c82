"""Template helpers of `citations`."""

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from markupsafe import Markup

from . import linking as _linking


def ankang_document_linked(text: str, spans: Iterable[dict[str, Any]]) -> Markup:
    """A node's text with links on its citations.

    `spans` are those of `ankang_document_citation_list` under the anchor of the node. No link
    crosses a line, so `.split("\\n")` of the answer gives the lines, each safe to print.
    """
    return _linking.linked(text, spans)


def ankang_citation_reason(code: str) -> str:
    """Why a citation leads nowhere, as a reader is told."""
    return {
        "unknown": tk._("文件库和名录中没有"),
        "no-such-article": tk._("本文件没有这一条"),
        "nothing-before": tk._("前面没有可以对应的条、款、项"),
    }[code]
