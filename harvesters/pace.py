"""Politeness: the distance between two requests to one host, kept by all processes together."""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

# CLOCK_MONOTONIC is one clock for all processes, but starts anew with the machine.
BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass
class Pace:
    """Gives out the moments at which a host may be called; without a folder, to this process only."""

    folder: Path | None = None
    clock: Callable[[], float] = time.monotonic
    _last: dict[str, float] = field(default_factory=dict)

    def pause(self, host: str, delay: float) -> float:
        """Take the next free moment for a call to `host`, and say how many seconds away it is."""
        if not delay:
            return 0.0
        if self.folder:
            return self._shared(self.folder, host, delay)
        now = self.clock()
        self._last[host] = moment = _next(self._last.get(host), now, delay)
        return moment - now

    def _shared(self, folder: Path, host: str, delay: float) -> float:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / hashlib.sha256(host.encode()).hexdigest()[:32]
        boot = BOOT.read_text().strip()
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o660), "r+") as slip:
            fcntl.flock(slip, fcntl.LOCK_EX)
            written, _, last = slip.read().partition(" ")
            now = self.clock()
            moment = _next(float(last) if written == boot else None, now, delay)
            slip.seek(0)
            slip.truncate()
            slip.write(f"{boot} {moment}")
        return moment - now


def _next(last: float | None, now: float, delay: float) -> float:
    return now if last is None else max(now, last + delay)
