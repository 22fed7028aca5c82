"""Many hosts are looked at side by side, each in a lane of its own, so that a slow one delays no other (pure)."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event

from harvesters.addresses import host_port
from harvesters.dialler import Dialler

from .looking import Look, look


@dataclass(frozen=True)
class Waiting:
    """A link that is due."""

    id: str
    url: str


@dataclass(frozen=True)
class Lanes:
    """How many hosts are called at once, and after how many seconds one puts back what it has left."""

    dialler: Callable[[], Dialler]
    count: int
    seconds: float
    _stop: Event = field(default_factory=Event)

    def look(self, waiting: Iterable[Waiting]) -> Generator[tuple[Waiting, Look]]:
        """Look, and yield what was found as it comes; what is put back is not yielded."""
        hosts = _by_host(waiting)
        found: SimpleQueue[tuple[Waiting, Look] | None] = SimpleQueue()
        with ThreadPoolExecutor(self.count) as pool:
            lanes = [pool.submit(self._lane, links, found.put) for links in hosts]
            try:
                # Each lane says None at its end.
                for _ in lanes:
                    yield from iter(found.get, None)
            finally:
                self._stop.set()
        for lane in lanes:
            lane.result()

    def _lane(
        self, links: list[Waiting], put: Callable[[tuple[Waiting, Look] | None], None]
    ) -> None:
        """One host, link after link; a lane has its own dialler, whose deadline cuts all its connections."""
        dialler, over = self.dialler(), time.monotonic() + self.seconds
        try:
            for number, link in enumerate(links):
                if self._stop.is_set() or (number and time.monotonic() >= over):
                    return
                put((link, look(dialler, link.url)))
        finally:
            put(None)


def _by_host(waiting: Iterable[Waiting]) -> list[list[Waiting]]:
    hosts: dict[str, list[Waiting]] = {}
    for link in waiting:
        hosts.setdefault(_host(link.url), []).append(link)
    return list(hosts.values())


def _host(url: str) -> str:
    """What people type may be no address: the look says so, in a lane with its like."""
    try:
        return host_port(url)
    except ValueError:
        return ""
