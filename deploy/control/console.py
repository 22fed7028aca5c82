"""What an operator reads: steps with their time, and refusals of one clear sentence."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Refusal(Exception):
    """Something an operator must mend; `code` becomes the exit code of the command."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


# Exit codes, so that a script can tell the reasons apart (listed in docs/operations.md).
MISSING_RIGHT, PORT_IN_USE, TOO_LITTLE_SPACE, BROKEN_STEP, WRONG_PLACE = 3, 4, 5, 6, 7


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, count its seconds while it lasts on a terminal, and say them at its end."""
    start, over = time.monotonic(), threading.Event()
    print(f"· {title} …", end=" ", flush=True)
    ticker = threading.Thread(target=_tick, args=(title, start, over), daemon=True)
    if sys.stdout.isatty():
        ticker.start()
    try:
        yield
    finally:
        over.set()
        if ticker.is_alive():
            ticker.join()
    say(f"{time.monotonic() - start:.1f} 秒")


def _tick(title: str, start: float, over: threading.Event) -> None:
    while not over.wait(1):
        print(f"\r· {title} … {time.monotonic() - start:.0f} 秒", end=" ", flush=True)
    print(f"\r· {title} …", end=" ", flush=True)


def run(command: list[str], *, what: str, **options: object) -> str:
    """Run a command quietly; if it fails, refuse with its last lines."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )  # type: ignore[call-overload]
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-25:])
        raise Refusal(
            f"{what}失败（命令 {command[0]} 退出码 {done.returncode}）。输出的最后几行：\n{tail}",
            BROKEN_STEP,
        )
    return str(done.stdout)


def command(main: Callable[[list[str]], int | None]) -> None:
    """Run `main`; turn a refusal into one sentence on standard error and its exit code."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `deploy/status | head` ends quietly
    try:
        sys.exit(main(sys.argv[1:]) or 0)
    except Refusal as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        sys.exit(refusal.code)
    except KeyboardInterrupt:
        print("\n已中断。再运行一次同样的命令，会从中断处继续。", file=sys.stderr)
        sys.exit(130)
