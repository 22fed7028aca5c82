"""The list of documents: what an address asks, and what the search answers to it."""

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.helpers import Page

from . import questions, tabs
from .config import documents_per_page
from .reading import day_asked

Found = dict[str, Any]

# What holds in whole or part is what the list shows unless somebody asks for more.
EFFECTIVE, EVERY = "effective", "all"


def listed() -> Found:
    """One page of the list with its tabs and facets."""
    page = asked_for()
    number = tk.h.get_page_number(tk.request.args)
    rows = documents_per_page()
    asked = page["question"] | {"section": page["tab"].code}
    found = searched(asked, page["day"], rows=rows, start=(number - 1) * rows)
    return page | {
        # The search counts the values of a field as if none of that field were chosen.
        "counts": tabs.counts(found["facets"]["section"]),
        "day_problem": day_asked()[1],
        "found": found,
        "page": _page(found, number),
    }


def asked_for() -> Found:
    """What the page knows without the search: what was asked."""
    question = questions.of_arguments(tk.request.args.to_dict(flat=False))
    tab = tabs.chosen(question.get("section", ""))
    force = question.get("force", EFFECTIVE)
    return {"question": question, "tab": tab, "force": force, "day": day_asked()[0], "found": None}


def searched(question: questions.Question, day: date | None, **how: Any) -> Found:
    """What the search finds for a question on a day; `section` is one of its conditions."""
    force = question.get("force", EFFECTIVE)
    asked = {name: question[name] for name in question if name != "force"}
    asked |= {} if force == EVERY else {"force": [force]}
    asked |= {"as_of": day.isoformat()} if day else {}
    found: Found = tk.get_action("ankang_library_search")({}, asked | how)
    return found


def _page(found: Found, number: int) -> Page:
    page = Page(
        collection=found["results"],
        page=number,
        url=_page_url,
        item_count=found["count"],
        items_per_page=documents_per_page(),
    )
    page.items = found["results"]
    return page


def _page_url(page: int = 1, **_named: Any) -> str:
    arguments = tk.request.args.to_dict(flat=False) | {"page": page}
    return str(tk.h.url_for("ankang_library.index", **arguments))
