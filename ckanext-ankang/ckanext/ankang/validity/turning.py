"""Once a day: what has another force or another flag from today on is indexed anew and told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ckan import model

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.jobs import outbox
from ckanext.ankang.jobs.interfaces import JobContext

from . import listing, records, telling

TURN = "validity.turn"
# A worker that stood still for a while makes up for it; nothing is told twice.
BACK = timedelta(days=14)


def turn(_job: JobContext, _payload: dict[str, Any]) -> None:
    """Index the documents whose answer changes on one of these days; tell those concerned."""
    for package_id, day, state in listing.turning(today() - BACK, today()):
        outbox.note(package_id)
        if state:
            telling.tell_changed(records.shown(package_id), state, day)
    model.Session.commit()
