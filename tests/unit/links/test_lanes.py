"""Hosts are looked at side by side: real servers, one of which answers only after all others were asked."""

import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ckanext.ankang.links.lanes import Lanes, Waiting
from harvesters.dialler import Dialler, Limits

LINKS = 20


class Town:
    """A slow host and a fast one; the slow one answers when the fast one has been asked for everything."""

    def __init__(self) -> None:
        self.hosts: tuple[str, ...] = ()
        self.asked: list[str] = []
        self.all_asked = threading.Event()


class Host(BaseHTTPRequestHandler):
    """Says nothing on the slow address until the other has served all its links."""

    town: Town

    def do_HEAD(self) -> None:
        if self.path.startswith("/slow"):
            self.town.all_asked.wait(20)
        else:
            self.town.asked.append(self.path)
            if len(self.town.asked) == LINKS:
                self.town.all_asked.set()
        status = 200 if self.town.all_asked.is_set() or self.path.startswith("/fast") else 404
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def town() -> Iterator[Town]:
    """Two hosts of one town."""
    town = Town()
    handler = type("OfTown", (Host,), {"town": town})
    servers = [ThreadingHTTPServer((f"127.0.0.{number}", 0), handler) for number in (1, 2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    town.hosts = tuple(f"127.0.0.{n}:{one.server_port}" for n, one in enumerate(servers, start=1))
    yield town
    for server in servers:
        server.shutdown()
        server.server_close()


def waiting(host: str, name: str, count: int) -> list[Waiting]:
    return [Waiting(f"{name}{number}", f"http://{host}/{name}/{number}") for number in range(count)]


def lanes(hosts: tuple[str, ...], count: int, seconds: float = 60) -> Lanes:
    return Lanes(lambda: Dialler(hosts, Limits(tries=1, read_seconds=20)), count, seconds)


def test_a_slow_host_delays_no_other(town: Town) -> None:
    slow, fast = town.hosts
    links = waiting(slow, "slow", 1) + waiting(fast, "fast", LINKS)

    found = {link.id: look.outcome for link, look in lanes(town.hosts, 2).look(links)}

    assert len(found) == LINKS + 1
    assert set(found.values()) == {"alive"}


def test_what_a_host_has_left_after_its_time_is_put_back(town: Town) -> None:
    links = [link for host in town.hosts for link in waiting(host, "fast", 5)]

    found = [link.url for link, _ in lanes(town.hosts, 1, seconds=0).look(links)]

    assert found == [f"http://{host}/fast/0" for host in town.hosts]


def test_who_stops_listening_stops_every_lane(town: Town) -> None:
    links = [link for host in town.hosts for link in waiting(host, "fast", 2_000)]

    with closing(lanes(town.hosts, 2).look(links)) as looks:
        next(looks)

    # The lanes have ended when it is closed, so that this is all there will ever be.
    assert len(town.asked) < len(links)


@pytest.mark.parametrize(
    "url", ["http://[bad/", "http://h:99999/", "http://a..b/", f"http://{'a' * 70}.example/"]
)
def test_what_is_no_address_is_a_broken_link_and_no_end_of_the_job(url: str) -> None:
    ((_, look),) = lanes((), 1).look([Waiting("one", url)])

    assert look.outcome == "broken"
