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
    page = asked()
    number = tk.h.get_page_number(tk.request.args)
    start = (number - 1) * documents_per_page()
    found = searched(page["question"], page["tab"], page["day"], start=start)
    return page | {
        # The search counts the values of a field as if none of that field were chosen.
        "counts": tabs.counts(found["facets"]["kind"]),
        "day_problem": day_asked()[1],
        "found": found,
        "page": _page(found, number),
    }


def asked() -> Found:
    """What the page knows without the search: what was asked."""
    question = questions.of_arguments(tk.request.args.to_dict(flat=False))
    tab = tabs.chosen(question.get("tab", ""), question.get("kind", ()))
    force = question.get("force", EFFECTIVE)
    return {"question": question, "tab": tab, "force": force, "day": day_asked()[0], "found": None}


def searched(question: questions.Question, tab: tabs.Tab, day: date | None, **how: int) -> Found:
    """What the search finds for a question in a tab, on a day."""
    chosen = [kind for kind in question.get("kind", ()) if kind in tab.kinds]
    asked = _asked(question, day) | {"kind": chosen or list(tab.kinds)}
    asked |= {"rows": documents_per_page()} | how
    found: Found = tk.get_action("ankang_library_search")({}, asked)
    return found


def _asked(question: questions.Question, day: date | None) -> Found:
    asked = {name: question[name] for name in question if name not in ("tab", "force", "kind")}
    force = question.get("force", EFFECTIVE)
    return (
        asked
        | ({} if force == EVERY else {"force": [force]})
        | ({"as_of": day.isoformat()} if day else {})
    )


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
