"""The child's side of the fence: put the limits on, do the one thing asked, answer, end."""

import dataclasses
import json
import os
import resource
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from . import isolation, progress
from .fencing import SENTENCE_ERROR

LARGEST_FILE = 8 * 1024**3
OPEN_FILES = 128
# Behind stdin, stdout and stderr, which are the order, the answer and the errors.
BOARD = 3


def main(descriptors: Sequence[int]) -> int:
    """Read the order and carry it out where nothing gets away from; of other files none stays open."""
    for place, descriptor in enumerate(descriptors):
        os.dup2(descriptor, place)
    os.closerange(BOARD + 1, os.sysconf("SC_OPEN_MAX"))
    order = json.load(sys.stdin)
    isolation.isolate()
    isolation.die_with_parent()
    # The first process of a namespace is deaf to the signals of the limits, so the work is a second.
    return isolation.in_child(lambda: isolation.in_child(lambda: carry_out(order)))


def carry_out(order: dict[str, Any]) -> int:
    """Do what is asked within the limits and write the result to what was stdout."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whatever the parsers print must not be taken for the answer.
    os.dup2(2, 1)
    progress.write_on(BOARD)
    module, _, name = order["function"].partition(":")
    function = getattr(import_module(module), name)
    limit(order["memory_bytes"], order["seconds"])
    try:
        result: Any = function(*order["args"], **order["options"])
        code = 0
    except ValueError as error:
        # Only our own errors own a sentence for people; any other is a breakdown.
        if not hasattr(error, "template"):
            raise
        result, code = str(error), SENTENCE_ERROR
    with answer:
        json.dump(result, answer, default=_plain)
    return code


def limit(memory_bytes: int, seconds: float) -> None:
    """Memory, processor time, wall clock, file size and open files."""
    cpu = max(1, int(seconds + 0.999))
    for what, soft, hard in (
        (resource.RLIMIT_AS, memory_bytes, memory_bytes),
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, LARGEST_FILE, LARGEST_FILE),
        (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(what, (soft, hard))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    raise TypeError(f"{type(value).__name__} cannot cross the fence")
