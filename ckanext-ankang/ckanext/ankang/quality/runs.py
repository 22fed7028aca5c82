"""Validations that wait or run: each version has one job at most that is not over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import ckan.model as model

from ckanext.ankang.jobs import queue

KIND = "quality.validate"


def start(version_ids: Iterable[str], *, priority: int = 0) -> dict[str, str]:
    """Have these versions validated, in the caller's transaction; return their jobs' ids.

    One that runs, or is to be tried again, is left to it.
    """
    asked = list(version_ids)
    begun = {key: job.id for key, job in _newest(asked).items() if job.started and not job.over}
    jobs = {}
    for version_id in asked:
        key = _key(version_id)
        payload = {"version_id": version_id}
        jobs[version_id] = begun.get(key) or queue.enqueue(
            KIND, payload, key=key, priority=priority
        )
    return jobs


def job_of(version_id: str) -> queue.Report | None:
    """Return the newest job that validates, or validated, this version."""
    return _newest([version_id]).get(_key(version_id))


def cancel(version_id: str) -> bool:
    """Cancel the validation of a version; False if none waits or runs."""
    job = job_of(version_id)
    return job is not None and queue.cancel(model.Session, job.id)


def described(job: queue.Report) -> dict[str, Any]:
    """Return a job for the API: state, rows done of rows, how many wait before it."""
    fields = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(job).items()
        if name not in ("key", "priority")
    }
    waits = job.state == "waiting"
    return {**fields, "waiting_before": queue.before(model.Session, job.id) if waits else 0}


def _newest(version_ids: list[str]) -> dict[str, queue.Report]:
    return queue.newest(model.Session, map(_key, version_ids))


def _key(version_id: str) -> str:
    return f"{KIND} {version_id}"
