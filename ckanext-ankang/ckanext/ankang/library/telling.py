"""Followers are told once a day what changed: force or text of a document, new hits of a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.ankang.catalogue.days import day_of, today
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.notices.kinds import kinds

from . import config, following, listing, questions
from .model import Follow

TELL = "library.tell"
CHANGED, NEW = "document_changed", "document_new"
_PAGE = 100

Found = dict[str, Any]


@dataclass(frozen=True)
class _Told:
    """One thing to tell, with the day on which it happened."""

    kind: str
    day: date
    document: Found
    words: Found

    @property
    def key(self) -> str:
        """The same change is told once, by however many follows it is found."""
        what = self.words.get("what", "new")
        return f"library:{self.document['id']}:{self.day.isoformat()}:{what}"


def tell(_job: JobContext, _payload: Found) -> None:
    """Tell each follower what happened since he follows, of the last days."""
    last = today()
    first = last - timedelta(days=config.told_days())
    changes = _changes(first, last)
    for (kind, target), follows in groupby(
        following.all_follows(), key=lambda one: (one.kind, one.target)
    ):
        if kind == following.DOCUMENT:
            found = [one for one in changes if one.document["id"] == target]
        else:
            found = list(_of_search(questions.read(target), changes, first))
        _send(found, list(follows))
    model.Session.commit()


def _changes(first: date, last: date) -> list[_Told]:
    """What changed in the whole library."""
    found: list[_Told] = []
    asked = {"from": first.isoformat(), "to": last.isoformat()}
    while True:
        page = tk.get_action("ankang_document_list_changes")(
            {"ignore_auth": True}, asked | {"start": len(found), "rows": _PAGE}
        )
        found += [
            _Told(CHANGED, date.fromisoformat(one["day"]), one["document"], one)
            for one in page["results"]
        ]
        if not page["results"] or len(found) >= page["count"]:
            return found


def _of_search(question: Found, changes: list[_Told], first: date) -> Iterator[_Told]:
    """What changed or is new among the documents that a search finds, whatever their force."""
    every = question | {"force": listing.EVERY}
    first_day, last_day = first.isoformat(), today().isoformat()
    ids = {one["id"] for one in _all(every, changed_from=first_day, changed_to=last_day)}
    yield from (one for one in changes if one.document["id"] in ids)
    for document in _all(question, sort="added", until=first):
        yield _Told(NEW, _added(document), document, {})


def _all(question: Found, until: date | None = None, **how: Any) -> Iterator[Found]:
    """The results of a search, page by page; those added last come until a day is passed."""
    start = 0
    while True:
        found = listing.searched(question, None, start=start, rows=_PAGE, **how)["results"]
        for document in found:
            if until and (not document.get("first_published") or _added(document) < until):
                return
            yield document
        start += _PAGE
        if len(found) < _PAGE:
            return


def _added(document: Found) -> date:
    """The day in Ankang on which a document became public here."""
    return day_of(document["first_published"]) or today()


def _send(found: Iterable[_Told], follows: list[Follow]) -> None:
    for one in found:
        persons = [
            follow.person for follow in follows if (day_of(follow.created) or one.day) <= one.day
        ]
        if persons:
            _notice(one, persons)


def _notice(one: _Told, persons: list[str]) -> None:
    title = one.document["title"]
    sentence = one.words.get("sentence") or tk._("自{day}起适用新的文本。").format(
        day=tk.h.ankang_document_day(one.day.isoformat())
    )
    notice = {
        "persons": persons,
        "kind": one.kind,
        "key": one.key,
        "title": tk._(kinds()[one.kind].sentence).format(title=title, reason=sentence),
        "link": f"/document/{one.document['name']}",
    }
    tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)
