"""The schedules of the sources: each midnight the runs of the day are put into the queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.ankang.harvest import config, seeing
from ckanext.ankang.harvest.model import HarvestRun, now
from ckanext.ankang.harvest.work import system_context
from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.interfaces import JobContext
from harvesters.errors import BadSource
from harvesters.schedule import parse
from harvesters.source import find_sources


def plan_day(_job: JobContext, _payload: dict[str, Any]) -> None:
    """Put today's runs into the queue; one that was missed while no worker ran is due now, once."""
    moment = now()
    for name, directory in find_sources(config.home()).items():
        try:
            schedule = parse(seeing.described(directory).schedule)
        except BadSource:
            # Said wherever sources are shown; the others are harvested all the same.
            continue
        if due := schedule.due_today(_last(name), moment):
            wait = max((due - moment).total_seconds(), 0)
            queue.enqueue(
                "harvest.start", {"source": name}, key=f"harvest start {name}", delay=wait
            )
    model.Session.commit()


def start(_job: JobContext, payload: dict[str, Any]) -> None:
    """Start the run of a source whose time has come."""
    if payload["source"] in find_sources(config.home()):
        tk.get_action("ankang_harvest_run_create")(system_context(), {"source": payload["source"]})


def _last(name: str) -> datetime | None:
    last = HarvestRun.last_of(name)
    return last.created if last else None
