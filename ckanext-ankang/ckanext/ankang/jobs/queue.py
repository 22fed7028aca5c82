"""The queue: one table, each step of a job one SQL statement.

Every function works in the caller's transaction; who calls it commits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from ckan import model
from sqlalchemy import text

# Behind everything that somebody waits for.
BULK = 10

ENQUEUE = text("""
    INSERT INTO ankang_job (id, kind, payload, key, priority, due)
    VALUES (:id, :kind, CAST(:payload AS jsonb), :key, :priority, now() + :delay * interval '1 second')
    ON CONFLICT (key) WHERE state = 'waiting' AND started IS NULL DO NOTHING
    RETURNING id
""")
ENQUEUE_ALL = text("""
    INSERT INTO ankang_job (id, kind, payload, key, priority, due)
    SELECT id, :kind, CAST(payload AS jsonb), key, :priority, now()
      FROM unnest(CAST(:ids AS text[]), CAST(:payloads AS text[]), CAST(:keys AS text[])) job (id, payload, key)
    ON CONFLICT (key) WHERE state = 'waiting' AND started IS NULL DO NOTHING
    RETURNING key
""")
# One that was asked for in bulk and then by a person is urgent.
WAITING = text("""
    UPDATE ankang_job SET priority = least(priority, :priority)
     WHERE key = :key AND state = 'waiting' AND started IS NULL
    RETURNING id
""")

# A worker that died left its lease; who finds it out takes the job up. Jobs of one key run one
# after the other; two workers that take two of them at once are told apart by a unique index.
CLAIM = text("""
    UPDATE ankang_job
       SET state = 'running', worker = :worker, attempt = attempt + 1, started = clock_timestamp(),
           lease_until = clock_timestamp() + :lease * interval '1 second'
     WHERE id = (
        SELECT id FROM ankang_job job
         WHERE kind = ANY(:kinds)
           AND (state = 'running' AND lease_until < clock_timestamp()
             OR state = 'waiting' AND due <= clock_timestamp()
            AND NOT EXISTS (SELECT FROM ankang_job other
                             WHERE other.key = job.key AND other.state = 'running'))
         ORDER BY priority, due, created LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, payload, attempt
""")
BURY = text("""
    UPDATE ankang_job
       SET state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'quarantined' END,
           error = CASE WHEN cancel_requested THEN error ELSE :reason END, ended = clock_timestamp(), worker = NULL
     WHERE state = 'running' AND lease_until < clock_timestamp()
       AND (cancel_requested OR attempt >= :attempts)
    RETURNING kind, payload, state, error
""")
BEAT = text("""
    UPDATE ankang_job SET lease_until = clock_timestamp() + :lease * interval '1 second'
     WHERE id = :id AND worker = :worker AND state = 'running' AND attempt = :attempt
    RETURNING cancel_requested
""")
PROGRESS = text("""
    UPDATE ankang_job SET done = :done, total = :total, note = :note
     WHERE id = :id AND worker = :worker AND state = 'running' AND attempt = :attempt
    RETURNING cancel_requested
""")
SETTLE = text("""
    UPDATE ankang_job
       SET state = :state, error = :error, ended = clock_timestamp(), lease_until = NULL
     WHERE id = :id AND worker = :worker AND state = 'running' AND attempt = :attempt
    RETURNING id
""")
RELEASE = text("""
    UPDATE ankang_job
       SET state = 'waiting', worker = NULL, lease_until = NULL, error = :error,
           attempt = attempt - :forgive, due = clock_timestamp() + :delay * interval '1 second'
     WHERE id = :id AND worker = :worker AND state = 'running' AND attempt = :attempt
""")
CANCEL = text("""
    UPDATE ankang_job
       SET cancel_requested = true,
           ended = CASE WHEN state = 'waiting' THEN clock_timestamp() ELSE ended END,
           state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END
     WHERE id = :id AND state IN ('waiting', 'running')
    RETURNING id
""")
REPORTED = """
    id, key, state, done, total, note, error, attempt, priority, due, created, started, ended,
    cancel_requested
"""
NEWEST = text(f"""
    SELECT DISTINCT ON (key) {REPORTED} FROM ankang_job
     WHERE key = ANY(:keys) ORDER BY key, created DESC, id
""")
CHOSEN = text(f"SELECT {REPORTED} FROM ankang_job WHERE id = ANY(:ids)")
BEFORE = text("""
    SELECT count(*) FROM ankang_job other
      JOIN ankang_job job ON job.id = :id
     WHERE other.state = 'waiting' AND other.kind = job.kind
       AND (other.priority, other.due, other.created, other.id)
         < (job.priority, job.due, job.created, job.id)
""")


@dataclass(frozen=True)
class Report:
    """A job as those see it who wait for it."""

    id: str
    key: str | None
    state: str
    done: int
    total: int | None
    note: str
    error: str
    attempt: int
    priority: int
    due: datetime
    created: datetime
    started: datetime | None
    ended: datetime | None
    cancel_requested: bool

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state not in ("waiting", "running")

    @property
    def stopping(self) -> bool:
        """Whether it is asked to stop and has not yet."""
        return self.cancel_requested and not self.over


@dataclass(frozen=True)
class Claim:
    """A job as its worker holds it; `attempt` fences off a worker that lost it and came back."""

    id: str
    kind: str
    payload: dict[str, Any]
    attempt: int
    worker: str

    @property
    def fence(self) -> dict[str, Any]:
        """What every later statement about this job must match."""
        return {"id": self.id, "worker": self.worker, "attempt": self.attempt}


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    key: str | None = None,
    delay: float = 0,
    priority: int = 0,
    session: Any = None,
) -> str:
    """Put a job into the queue in the caller's transaction; return its id.

    A job with the same `key` that nobody has started yet stands for this one. What has the lower
    `priority` number is taken first; work in bulk takes `BULK`.
    """
    session = session or model.Session
    row = {"key": key, "delay": delay, "priority": priority}
    row |= {"kind": kind, "payload": json.dumps(payload)}
    while True:
        created = session.execute(ENQUEUE, {"id": str(uuid4()), **row}).scalar()
        found = created or session.execute(WAITING, {"key": key, "priority": priority}).scalar()
        if found:  # else it was started between the two statements
            return str(found)


def enqueue_all(kind: str, payloads: Mapping[str, dict[str, Any]], *, priority: int = 0) -> None:
    """Put a job for each of these keys into the queue, as `enqueue` does for one."""
    keys = sorted(payloads)
    columns = {
        "ids": [str(uuid4()) for _ in keys],
        "payloads": [json.dumps(payloads[key]) for key in keys],
        "keys": keys,
    }
    row = {"kind": kind, "priority": priority, **columns}
    created = set(model.Session.execute(ENQUEUE_ALL, row).scalars())
    for key in keys:
        if key not in created:
            enqueue(kind, payloads[key], key=key, priority=priority)


def newest(session: Any, keys: Iterable[str]) -> dict[str, Report]:
    """The newest job of each of these keys that ever had one."""
    rows = session.execute(NEWEST, {"keys": list(keys)})
    return {row.key: Report(*row) for row in rows}


def reports(session: Any, ids: Iterable[str]) -> dict[str, Report]:
    """These jobs by their ids."""
    return {row.id: Report(*row) for row in session.execute(CHOSEN, {"ids": list(ids)})}


def before(session: Any, job_id: str) -> int:
    """How many jobs of its kind wait before this one."""
    return int(session.execute(BEFORE, {"id": job_id}).scalar() or 0)


def claim(session: Any, worker: str, lease: float, kinds: list[str]) -> Claim | None:
    """Take the job of these kinds that is due longest, or one whose worker's lease ran out."""
    row = session.execute(CLAIM, {"worker": worker, "lease": lease, "kinds": kinds}).first()
    return Claim(row.id, row.kind, row.payload, row.attempt, worker) if row else None


def bury(session: Any, attempts: int, reason: str) -> list[Any]:
    """Put aside jobs whose worker died once too often, or died after they were cancelled.

    Each as a row of kind, payload, state and error.
    """
    return list(session.execute(BURY, {"attempts": attempts, "reason": reason}))


def beat(session: Any, job: Claim, lease: float) -> bool | None:
    """Prolong the lease: None if it is lost, else whether the job is to be cancelled."""
    return session.execute(BEAT, {**job.fence, "lease": lease}).scalar()


def progress(session: Any, job: Claim, done: int, total: int | None, note: str) -> bool | None:
    """Record how far the job is; answers like `beat`."""
    row = {**job.fence, "done": done, "total": total, "note": note}
    return session.execute(PROGRESS, row).scalar()


def settle(session: Any, job: Claim, state: str, error: str = "") -> bool:
    """End the job; False if another worker has it by now."""
    return bool(session.execute(SETTLE, {**job.fence, "state": state, "error": error}).scalar())


def release(
    session: Any, job: Claim, *, delay: float, error: str = "", forgive: bool = False
) -> None:
    """Give the job back; `forgive` does not count this attempt."""
    row = {**job.fence, "delay": delay, "error": error, "forgive": int(forgive)}
    session.execute(RELEASE, row)


def cancel(session: Any, job_id: str) -> bool:
    """Cancel a waiting job now, ask a running one to stop; False if it has ended."""
    return bool(session.execute(CANCEL, {"id": job_id}).scalar())
