"""An HTTP server that remembers what it was asked, and one network that may be called."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest

from harvesters.dialler import Dialler, Limits

LOOPBACK = ip_network("127.0.0.0/8")
ONCE = Limits(tries=1, read_seconds=5, total_seconds=10)


@dataclass
class Site:
    """A web site: its pages by path, and the requests that reached it."""

    address: str = ""
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def new_site() -> Iterator[object]:
    """A function that opens a site."""
    servers = []

    def make(host: str = "127.0.0.1") -> Site:
        site = Site()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                site.asked.append((self.command, self.path, dict(self.headers), body))
                status, headers, body = site.pages[self.path.partition("?")[0]]
                if headers.get("ETag", "-") == self.headers.get("If-None-Match"):
                    status, body = 304, b""
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer((host, 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site.address = f"http://{host}:{server.server_port}"
        return site

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def site(new_site):
    return new_site()


@pytest.fixture
def dialler() -> Dialler:
    """A dialler for which the operators allowed the loopback network by name."""
    return Dialler(limits=ONCE, networks=[LOOPBACK], secrets={"WORD": "opensesame"})
