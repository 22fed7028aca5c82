"""Template helpers of the room `proofreading`."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from . import config as _config
from . import reports as _reports
from .fields import find_in_package as _find_in_package
from .finding import find as _find


def ankang_proofreading_hits(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the hits in an item of a case, {package, document?}, for ankang/proofreading/hits.html.

    A document is judged by the day on which it was issued, a dataset by today.
    """
    package, book = item["package"], _config.book()
    issued = package.get("date_issued")
    day = date.fromisoformat(issued[:10]) if issued else None
    document = item.get("document") or {}
    texts = document.get("texts") or [document]
    text = "\n".join(line for one in texts for line in one.get("paragraphs") or ())
    in_text = _find(text[: _config.characters()], day, book)
    return [
        *_reports.of_package(_find_in_package(package, day, book))["hits"],
        *({**hit, "label": tk._("正文")} for hit in _reports.of_text(in_text)["hits"]),
    ]
