"""A fence round untrusted files: work on them happens in a limited child process."""

from .fencing import FenceError, FenceFailed, FenceOverrun, run_fenced

__all__ = ["FenceError", "FenceFailed", "FenceOverrun", "run_fenced"]
