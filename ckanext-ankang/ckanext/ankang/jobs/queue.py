"""The queue: one table, each step of a job one SQL statement.

Every function works in the caller's transaction; who calls it commits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from ckan import model
from sqlalchemy import text

ENQUEUE = text("""
    INSERT INTO ankang_job (id, kind, payload, key, due)
    VALUES (:id, :kind, CAST(:payload AS jsonb), :key, now() + :delay * interval '1 second')
    ON CONFLICT (key) WHERE state = 'waiting' AND attempt = 0 DO NOTHING
    RETURNING id
""")
WAITING = text("SELECT id FROM ankang_job WHERE key = :key AND state = 'waiting' AND attempt = 0")

# A worker that died left its lease; who finds it out takes the job up.
CLAIM = text("""
    UPDATE ankang_job
       SET state = 'running', worker = :worker, attempt = attempt + 1, started = clock_timestamp(),
           lease_until = clock_timestamp() + :lease * interval '1 second'
     WHERE id = (
        SELECT id FROM ankang_job
         WHERE kind = ANY(:kinds)
           AND (state = 'waiting' AND due <= clock_timestamp()
             OR state = 'running' AND lease_until < clock_timestamp())
         ORDER BY due, created LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, payload, attempt
""")
BURY = text("""
    UPDATE ankang_job
       SET state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'quarantined' END,
           error = CASE WHEN cancel_requested THEN error ELSE :reason END, ended = clock_timestamp(), worker = NULL
     WHERE state = 'running' AND lease_until < clock_timestamp()
       AND (cancel_requested OR attempt >= :attempts)
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
# Its key is dropped: a newer job with the same key may already wait.
RELEASE = text("""
    UPDATE ankang_job
       SET state = 'waiting', key = NULL, worker = NULL, lease_until = NULL, error = :error,
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
    session: Any = None,
) -> str:
    """Put a job into the queue in the caller's transaction; return its id.

    A job with the same `key` that nobody has started yet stands for this one.
    """
    session = session or model.Session
    row = {"kind": kind, "payload": json.dumps(payload), "key": key, "delay": delay}
    while True:
        created = session.execute(ENQUEUE, {"id": str(uuid4()), **row}).scalar()
        found = created or session.execute(WAITING, {"key": key}).scalar()
        if found:  # else it was started between the two statements
            return str(found)


def claim(session: Any, worker: str, lease: float, kinds: list[str]) -> Claim | None:
    """Take the job of these kinds that is due longest, or one whose worker's lease ran out."""
    row = session.execute(CLAIM, {"worker": worker, "lease": lease, "kinds": kinds}).first()
    return Claim(row.id, row.kind, row.payload, row.attempt, worker) if row else None


def bury(session: Any, attempts: int, reason: str) -> None:
    """Put aside jobs whose worker died once too often, or died after they were cancelled."""
    session.execute(BURY, {"attempts": attempts, "reason": reason})


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
