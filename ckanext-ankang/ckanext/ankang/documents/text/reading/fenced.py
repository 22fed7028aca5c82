"""Reading a file that nobody has looked at yet: in the fence, with limits."""

from dataclasses import asdict
from pathlib import Path

from ckanext.ankang.fence import run_fenced

from .extract import Extract, ReadingLimits
from .reading import read_document


def read_fenced(
    path: Path, name: str, *, memory_bytes: int, seconds: float, limits: ReadingLimits
) -> Extract:
    """What a file says; raises `FenceFailed` or `FenceOverrun` with a sentence for its sender."""
    found = run_fenced(
        read_document,
        path,
        name,
        limits=asdict(limits),
        memory_bytes=memory_bytes,
        seconds=seconds,
    )
    return Extract(**found)
