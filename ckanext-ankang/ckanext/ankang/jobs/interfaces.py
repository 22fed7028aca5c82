"""What another room implements to have its work done in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from ckan.plugins import Interface


class JobContext(Protocol):
    """What a running job may ask and tell; it reaches the table in its own transaction."""

    id: str
    attempt: int

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Show how far the job is; raises `JobCancelled` when somebody cancelled it."""

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked this job to stop, or its lease is lost."""


JobHandler = Callable[[JobContext, dict[str, Any]], None]


class IJobs(Interface):
    """Bring handlers for kinds of jobs."""

    def get_job_handlers(self) -> dict[str, JobHandler]:
        """Kind (`<room>.<verb>`) to function; a handler may run twice, so it is idempotent.

        It raises `jobs.errors.RetryJob` to be tried later and `PermanentJobError` to be put
        into quarantine at once; any other exception is retried with back-off, five times.
        """
        return {}

    def get_daily_jobs(self) -> dict[str, int]:
        """Kind to the hour (of Asia/Shanghai) at which it is done once a day, with an empty payload.

        Days on which no worker ran are made up for by one run, never by one for each.
        """
        return {}

    def get_long_jobs(self) -> set[str]:
        """Kinds that may take minutes: one worker leaves them alone, so that the rest never waits for them."""
        return set()

    def get_afterwards(self) -> dict[str, str]:
        """Kind to the kind that follows a job which was given up, with its payload, `state` and `reason`.

        `state` is `quarantined`, or `cancelled` where the worker had died; the job that follows is put
        into the queue in the same transaction, so that nothing is given up in silence.
        """
        return {}


class IIndex(Interface):
    """Keep an index beside CKAN's own, by the same outbox: after the commit, in the worker."""

    def index_package(self, package_id: str) -> None:
        """Bring what is indexed of this package to the state of the database; it may be gone.

        What raises is the fault of this package; it is tried again five times.
        """

    def commit_index(self) -> None:
        """Let readers see what was indexed since the last commit."""
