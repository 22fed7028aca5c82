"""Who has to update what: told before the day and after it, once a day by the worker."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue import freshness
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.portal.wording import day

from .kinds import kinds
from .members import writers

REMIND = "notices.remind"
PAGE = 1000
KINDS = {freshness.DUE_SOON: "due_soon", freshness.LATE: "late"}


def remind(_job: JobContext, _payload: dict[str, Any]) -> None:
    """Tell the writers of each department which of their public datasets fall due or are late."""
    found = cache(writers)
    for state, kind in KINDS.items():
        for one in _listed(state):
            if one["department"]["id"]:
                _tell(one, kind, found(one["department"]["id"]))
    model.Session.commit()


def _tell(one: dict[str, Any], kind: str, persons: tuple[str, ...]) -> None:
    dataset, again = one["dataset"], one["late"] // freshness.rules()["again"]
    notice = {
        "persons": list(persons),
        "kind": kind,
        # Each promise is a new occasion, and so is each month that it stays broken.
        "key": f"freshness:{dataset['id']}:{one['due']}:{kind}:{again}",
        "title": tk._(kinds()[kind].sentence).format(title=dataset["title"], due=day(one["due"])),
        "link": tk.h.url_for("dataset.read", id=dataset["name"]),
    }
    tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)


def _listed(state: str) -> Iterator[dict[str, Any]]:
    offset = 0
    while True:
        asked = {"state": state, "limit": PAGE, "offset": offset}
        found = tk.get_action("ankang_freshness_list")({"ignore_auth": True}, asked)
        yield from found["results"]
        offset += PAGE
        if offset >= found["count"]:
            return
