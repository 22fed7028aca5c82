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
    number, rows = tk.h.get_page_number(tk.request.args), documents_per_page()
    start = (number - 1) * rows
    read = page["tab"].code == tabs.INTERPRETATION
    section = {} if read else {"section": page["tab"].code}
    found = searched(page["question"] | section, page["day"], rows=rows, start=start)
    read_about = _interpretations(page["question"], rows=rows, start=start)
    return page | {
        # The search counts the values of a field as if none of that field were chosen.
        "counts": tabs.counts(found["facets"]["section"], read_about["count"]),
        "feeds": [] if read else tk.h.ankang_library_feeds(**page["question"] | section),
        "day_problem": day_asked()[1],
        "found": read_about if read else found,
        "page": _page(read_about if read else found, number),
    }


def _interpretations(question: questions.Question, **how: int) -> Found:
    """Interpretations that hold the words; they have no force and stand in no section."""
    asked = {"q": question.get("q", ""), "fq": "dataset_type:interpretation"}
    if not asked["q"]:
        asked["sort"] = "date_published desc, metadata_created desc"
    found: Found = tk.get_action("package_search")({}, asked | how)
    return found


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
    if asked.get("section") == tabs.INTERPRETATION:
        del asked["section"]
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
