"""When a failed job is tried again (pure)."""

from __future__ import annotations

import random
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from .errors import PermanentJobError, RetryJob


def delay(
    error: BaseException,
    attempt: int,
    attempts: int,
    jitter: Callable[[float, float], float] = random.uniform,
) -> float | None:
    """Seconds until the next attempt, or None: into quarantine.

    The database's own trouble (deadlock, restart) passes quickly; anything else may be a
    department's server, so it is left alone for longer each time: 10, 30, 90, 270 s.
    """
    if isinstance(error, PermanentJobError) or attempt >= attempts:
        return None
    if isinstance(error, RetryJob) and error.after is not None:
        return error.after
    base = (
        2.0 ** (attempt - 1) if isinstance(error, OperationalError) else 10 * 3.0 ** (attempt - 1)
    )
    return base * jitter(0.8, 1.2)
