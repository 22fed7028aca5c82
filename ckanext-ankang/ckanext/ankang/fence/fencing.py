"""Running a function in a child process that can neither grow, nor hang, nor dial.

Never a fork of this process: a web worker's threads and database connections must not be copied.
Arguments and result cross as JSON, so that nothing the child says is executed here.
"""

import json
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from . import isolation, orders, progress

SENTENCE_ERROR = 3
STARTING_SECONDS = 10
# How often somebody who watches is told: five times a second is fluent for a person.
PULSE_SECONDS = 0.2
CODE_BYTES = 16
FILES = ("order", "answer", "errors")

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
    order = {
        "function": f"{function.__module__}:{function.__qualname__}",
        "args": args,
        "options": options,
        "memory_bytes": memory_bytes,
        "seconds": seconds,
    }
    with ExitStack() as files:
        texts = [files.enter_context(_memory(name)) for name in FILES]
        said, answer, errors = texts
        board = progress.make_board()
        files.callback(os.close, board)
        said.write(_encode(order))
        said.seek(0)
        leash = _place(function.__module__, [*(file.fileno() for file in texts), board])
        try:
            code = _wait(leash, seconds, _teller(board, on_progress))
        finally:
            _let_go(leash)
        return _result(code, _read(answer), _read(errors), memory_bytes, seconds)


def _memory(name: str) -> BinaryIO:
    """A file in memory, read and written at one common place by us and the child."""
    return os.fdopen(os.memfd_create(name), "w+b", buffering=0)


def _read(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


def _place(module: str, descriptors: list[int]) -> socket.socket:
    try:
        return orders.place(module, descriptors)
    except (orders.NotBegun, TimeoutError) as error:
        raise FenceFailed("处理文件的程序没有启动（多半是机器太忙）。请稍后再试。") from error


def _wait(leash: socket.socket, seconds: float, tell: Callable[[], None]) -> int:
    """The exit code, -n where signal n ended the child."""
    # The child's own start is not the file's fault, so it is not counted.
    deadline = time.monotonic() + seconds + STARTING_SECONDS
    while (left := deadline - time.monotonic()) > 0:
        leash.settimeout(min(left, PULSE_SECONDS))
        try:
            code = leash.recv(CODE_BYTES)
        except TimeoutError:
            tell()
        else:
            tell()
            # A server that was killed takes its children with it and says nothing.
            return int(code or -signal.SIGKILL)
    raise FenceOverrun(f"处理这个文件超过了 {seconds:g} 秒的时限，已停止。")


def _let_go(leash: socket.socket) -> None:
    """End the child, if it has not ended, and wait until nothing of it is left."""
    with leash, suppress(OSError):
        leash.shutdown(socket.SHUT_WR)
        leash.settimeout(STARTING_SECONDS)
        while leash.recv(CODE_BYTES):
            pass


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


def _encode(order: dict[str, Any]) -> bytes:
    def plain(value: object) -> str:
        if isinstance(value, Path):
            return str(value)
        raise TypeError(f"{type(value).__name__} cannot cross the fence")

    return json.dumps(order, default=plain).encode()


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
