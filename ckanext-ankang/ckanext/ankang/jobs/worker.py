"""One worker process: runs jobs in its main thread, reports and indexes in two others."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType
from typing import Any
from uuid import uuid4

import ckan.plugins as p
from ckan import model
from ckan.common import _
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from . import config, daily, outbox, queue, retry
from .errors import (
    JobCancelled,
    JobError,
    JobInterrupted,
    LeaseLost,
    WorkerStopping,
)
from .interfaces import IJobs, JobHandler

log = logging.getLogger(__name__)

POLL = 0.3
RECONNECT = 1.0


def handlers() -> dict[str, JobHandler]:
    """Every kind of job that the enabled plugins can do."""
    return {
        kind: handler
        for plugin in p.PluginImplementations(IJobs)
        for kind, handler in plugin.get_job_handlers().items()
    }


def quick_handlers() -> dict[str, JobHandler]:
    """The same without those that may take minutes."""
    plugins = p.PluginImplementations(IJobs)
    long = {kind for plugin in plugins for kind in plugin.get_long_jobs()}
    return {kind: handler for kind, handler in handlers().items() if kind not in long}


def _alone() -> Connection:
    """A connection on which each statement is a transaction: who freezes after one holds no job locked."""
    connection: Connection = model.meta.engine.connect()
    return connection.execution_options(isolation_level="AUTOCOMMIT")


class RunningJob:
    """What a handler sees of its job (`JobContext`); reports in transactions of its own."""

    def __init__(self, claim: queue.Claim, lease: float) -> None:
        self.claim = claim
        self.id = claim.id
        self.attempt = claim.attempt
        self._lease = lease
        self._stop: JobInterrupted | None = None

    @property
    def cancelled(self) -> bool:
        """Whether the job is to stop."""
        return self._stop is not None

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Show how far the job is; stops it here if it is to stop."""
        with _alone() as connection:
            self._note(queue.progress(connection, self.claim, done, total, note))
        self.check()

    def beat(self) -> None:
        """Prolong the lease."""
        with _alone() as connection:
            self._note(queue.beat(connection, self.claim, self._lease))

    def check(self) -> None:
        """Raise what stops the job, if anything does."""
        if self._stop:
            raise self._stop

    def _note(self, cancelled: bool | None) -> None:
        if cancelled is None:
            self._stop = LeaseLost()
        elif cancelled:
            self._stop = JobCancelled()


class Worker:
    """Takes jobs one after the other until it is told to stop."""

    def __init__(self, app: Flask, kinds: dict[str, JobHandler] | None = None) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self.app = app
        self.lease = config.lease()
        self.handlers = handlers() if kinds is None else kinds
        self.job: RunningJob | None = None
        self.ended = threading.Event()

    def run(self, *, until_empty: bool = False) -> None:
        """Work until SIGTERM or SIGINT, or, for tests and scripts, until nothing is due."""
        threads = [threading.Thread(target=self._report, daemon=True)]
        if not until_empty:
            threads.append(threading.Thread(target=self._index, daemon=True))
            self._listen_to_signals()
            while not self.ended.is_set() and self._guarded(self._plan_daily_jobs):
                pass
        for thread in threads:
            thread.start()
        try:
            while not self.ended.is_set():
                if not self._guarded(self.run_next) and (until_empty or self.ended.wait(POLL)):
                    break
        finally:
            self.ended.set()
            signal.alarm(0)
            for thread in threads:
                thread.join(timeout=5)

    def run_next(self) -> bool:
        """Run one job that is due; False if there is none."""
        died = _("执行此任务的进程多次意外终止，任务已隔离。")
        for job in queue.bury(model.Session, config.attempts(), died):
            _follow_up(job.kind, job.payload, job.state, job.error)
        claim = queue.claim(model.Session, self.name, self.lease, list(self.handlers))
        if claim:
            daily.plan_next(claim.kind, datetime.now(UTC))
        model.Session.commit()
        if claim:
            self._run(claim)
        return claim is not None

    def _plan_daily_jobs(self) -> bool:
        """Done once; `_guarded` answers that there is more to do where the database was away."""
        daily.plan_missing(datetime.now(UTC))
        model.Session.commit()
        return False

    def _run(self, claim: queue.Claim) -> None:
        """Run a job; what it left uncommitted is committed together with its end."""
        try:
            self._call(claim)
            # Nothing written by a job that another worker has taken up meanwhile.
            if queue.settle(model.Session, claim, "done"):
                model.Session.commit()
        except JobInterrupted as interruption:
            self._interrupted(claim, interruption)
        # The one boundary: a poisoned job ends itself and not the worker.
        except Exception as error:
            self._failed(claim, error)

    def _call(self, claim: queue.Claim) -> None:
        self.job = RunningJob(claim, self.lease)
        try:
            with self.app.test_request_context():
                self.handlers[claim.kind](self.job, claim.payload)
        finally:
            self.job = None

    def _interrupted(self, claim: queue.Claim, interruption: JobInterrupted) -> None:
        log.info("Job %s %s: %s", claim.kind, claim.id, type(interruption).__name__)
        model.Session.rollback()
        if isinstance(interruption, JobCancelled):
            queue.settle(model.Session, claim, "cancelled")
        elif isinstance(interruption, WorkerStopping):
            queue.release(model.Session, claim, delay=0, forgive=True)
        model.Session.commit()

    def _failed(self, claim: queue.Claim, error: Exception) -> None:
        log.exception("Job %s %s failed", claim.kind, claim.id)
        model.Session.rollback()
        # Our own errors are sentences; any other needs its name.
        named = "" if isinstance(error, JobError) else f"{type(error).__name__}: "
        reason = f"{named}{error}"[:2000]
        delay = retry.delay(error, claim.attempt, config.attempts())
        if delay is None:
            if queue.settle(model.Session, claim, "quarantined", reason):
                _follow_up(claim.kind, claim.payload, "quarantined", reason)
        else:
            queue.release(model.Session, claim, delay=delay, error=reason)
        model.Session.commit()

    def _guarded(self, step: Callable[[], bool]) -> bool:
        """Outlive a restart of the database; the lease brings back what was under way."""
        try:
            return step()
        except DBAPIError as error:
            log.warning("Database is not answering: %s", error)
            self.ended.wait(RECONNECT)
            return True
        finally:
            model.Session.remove()

    def _report(self) -> None:
        """Heartbeat: prolong the lease of the running job, and stop it if somebody cancelled it."""
        while not self.ended.wait(self.lease / 10):
            if job := self.job:
                with suppress(DBAPIError):
                    job.beat()
                if job.cancelled and job is self.job:
                    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)

    def _index(self) -> None:
        """Index what changed, as soon as it is committed."""
        while not self.ended.is_set():
            if not self._guarded(self._drain):
                self.ended.wait(POLL)

    def _drain(self) -> bool:
        with self.app.test_request_context():
            try:
                return bool(outbox.drain())
            except outbox.IndexUnavailable as error:
                log.warning("Search index is not answering: %s", error)
                self.ended.wait(RECONNECT)
                return False

    def _listen_to_signals(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGALRM, self._give_back)
        signal.signal(signal.SIGUSR1, self._interrupt)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Take no further job and give the running one its time to end."""
        self.ended.set()
        signal.alarm(config.grace())

    def _give_back(self, _signal: int, _frame: FrameType | None) -> None:
        if self.job:
            raise WorkerStopping

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        if self.job:
            self.job.check()


def _follow_up(kind: str, payload: dict[str, Any], state: str, reason: str) -> None:
    """Put the job into the queue that follows one which was given up, if its room has one."""
    for plugin in p.PluginImplementations(IJobs):
        if following := plugin.get_afterwards().get(kind):
            queue.enqueue(following, {**payload, "state": state, "reason": reason})


def run_due(app: Any) -> None:
    """Run everything that is due now, in this process; for tests and scripts."""
    Worker(app).run(until_empty=True)
