"""A fence round untrusted files: work on them happens in a limited child process."""

from .fencing import FenceError, FenceFailed, FenceOverrun, OnProgress, isolates, run_fenced
from .progress import report_progress

__all__ = [
    "FenceError",
    "FenceFailed",
    "FenceOverrun",
    "OnProgress",
    "isolates",
    "report_progress",
    "run_fenced",
]
