"""Running a function in a child process that can neither grow, nor hang, nor dial.

A new interpreter is started, never a fork: a web worker's threads and database connections must
not be copied. Arguments and result cross as JSON, so that nothing the child says is executed here.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from . import isolation, progress

SENTENCE_ERROR = 3
STARTING_SECONDS = 10
# How often somebody who watches is told: five times a second is fluent for a person.
PULSE_SECONDS = 0.2

OnProgress = Callable[[int, int | None], None]


class FenceError(RuntimeError):
    """The work in the fence gave no result; `str(error)` says why, for the file's publisher."""


class FenceOverrun(FenceError):
    """It needed more time or memory than it may have."""


class FenceFailed(FenceError):
    """It refused the file, or broke down over it."""


def run_fenced(
    function: Callable[..., Any],
    *args: Any,
    memory_bytes: int,
    seconds: float,
    on_progress: OnProgress | None = None,
    **options: Any,
) -> Any:
    """The result of an importable function, as JSON gives it back (dataclasses become dicts).

    `on_progress(done, total)` hears what the function tells `report_progress`, at most five times
    a second; what it raises (a cancelled job) ends the child at once and goes on to the caller.
    """
    board = progress.make_board()
    order = {
        "function": f"{function.__module__}:{function.__qualname__}",
        "args": args,
        "options": options,
        "memory_bytes": memory_bytes,
        "seconds": seconds,
        "board": board,
    }
    try:
        child = _start(board)
        try:
            out, err = _communicate(child, _encode(order), seconds, _teller(board, on_progress))
        finally:
            _stop(child)
    finally:
        os.close(board)
    return _result(child.returncode, out, err, memory_bytes, seconds)


def _communicate(
    child: subprocess.Popen[bytes], order: bytes, seconds: float, tell: Callable[[], None]
) -> tuple[bytes, bytes]:
    # The child's own start is not the file's fault, so it is not counted.
    deadline = time.monotonic() + seconds + STARTING_SECONDS
    given: bytes | None = order
    while (left := deadline - time.monotonic()) > 0:
        try:
            answer = child.communicate(given, timeout=min(left, PULSE_SECONDS))
        except subprocess.TimeoutExpired:
            # It keeps what it has read and still has to write, and goes on with the next call.
            given = None
            tell()
        else:
            tell()
            return answer
    raise FenceOverrun(f"处理这个文件超过了 {seconds:g} 秒的时限，已停止。")


def _teller(board: int, on_progress: OnProgress | None) -> Callable[[], None]:
    """Tell whoever watches what is new on the board."""
    told = progress.read_board(board)

    def tell() -> None:
        nonlocal told
        news = progress.read_board(board)
        if on_progress is not None and news != told:
            told = news
            on_progress(*news)

    return tell


def _start(board: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "ckanext.ankang.fence.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        pass_fds=(board,),
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """Only what Python needs: the secrets of a web process stay outside the fence.

    No PYTHONPATH: inside CKAN `sys.path` holds CKAN's own folder, whose `types` would hide Python's.
    """
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR") if key in os.environ}
    return {**kept, "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}


def _encode(order: dict[str, Any]) -> bytes:
    def plain(value: object) -> str:
        if isinstance(value, Path):
            return str(value)
        raise TypeError(f"{type(value).__name__} cannot cross the fence")

    return json.dumps(order, default=plain).encode()


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started, also where the child itself has ended."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


def _result(code: int, out: bytes, err: bytes, memory_bytes: int, seconds: float) -> Any:
    if code == 0:
        return json.loads(out)
    if code == SENTENCE_ERROR:
        raise FenceFailed(json.loads(out))
    ended_by = code - isolation.BY_SIGNAL if code > isolation.BY_SIGNAL else -code
    if ended_by in (signal.SIGXCPU, signal.SIGALRM):
        raise FenceOverrun(f"处理这个文件超过了 {seconds:g} 秒的时限，已停止。")
    if ended_by == signal.SIGKILL:
        # None of the limits does that: it was the system, out of memory, or a person.
        raise FenceFailed("处理这个文件的程序被系统终止（多半是机器内存不足）。请联系管理员。")
    last = err.decode("utf-8", "replace").strip().rpartition("\n")[2]
    if "MemoryError" in last:
        raise FenceOverrun(f"处理这个文件超过了 {memory_bytes >> 20} MB 的内存上限，已停止。")
    what = last.partition(":")[0] or f"代码 {code}"
    raise FenceFailed(f"处理这个文件的程序意外结束（{what}）。文件没有被接受，请联系管理员。")


@cache
def isolates() -> bool:
    """Whether the kernel lets us cut children off from the network and from other processes."""
    return bool(run_fenced(isolation.is_isolated, memory_bytes=512 << 20, seconds=10))
