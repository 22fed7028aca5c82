"""What can end a job, by consequence.

JobError                 the job failed
├── RetryJob             try again, after `after` seconds if given
└── PermanentJobError    trying again cannot help: quarantine at once
JobInterrupted           the job is to stop where it is; nothing catches it on the way
├── JobCancelled         somebody cancelled it
├── LeaseLost            another worker has it
└── WorkerStopping       this worker ends; the job is given back
"""

from __future__ import annotations


class JobError(Exception):
    """A job failed."""


class RetryJob(JobError):
    """Try again later."""

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class PermanentJobError(JobError):
    """Trying again cannot help."""


class JobInterrupted(BaseException):
    """The job must stop; like KeyboardInterrupt it passes every `except Exception`."""


class JobCancelled(JobInterrupted):
    """Somebody cancelled the job."""


class LeaseLost(JobInterrupted):
    """The lease ran out and another worker may have the job."""


class WorkerStopping(JobInterrupted):
    """The worker was told to end and the job did not finish in time."""
