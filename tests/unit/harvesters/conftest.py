"""Servers that are really called: the demonstration departments, and one that means evil."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]


def _module(name: str) -> ModuleType:
    spec = spec_from_file_location(name, ROOT / "deploy/demonstration" / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _served(handler: Callable) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the four departments with freshly made content."""
    import sys

    sys.modules["make"] = make = _module("make")
    content = tmp_path_factory.mktemp("demonstration") / "content"
    make.make(content)
    serve = _module("serve")
    yield from _served(partial(serve.Departments, directory=str(content)))


class Evil(BaseHTTPRequestHandler):
    """Answers by the mode that the path names."""

    protocol_version = "HTTP/1.1"
    calls: dict[str, int] = {}  # noqa: RUF012 - the fixture empties it

    def do_GET(self) -> None:
        mode = self.path.strip("/").partition("?")[0]
        self.calls[mode] = self.calls.get(mode, 0) + 1
        getattr(self, mode.partition("/")[0].replace("-", "_"))()

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def good(self) -> None:
        self._answer(200, b"good", Content_Type="text/plain")

    def metadata(self) -> None:
        self._answer(302, Location="http://169.254.169.254/latest/meta-data/")

    def local_file(self) -> None:
        self._answer(302, Location="file:///etc/passwd")

    def loop(self) -> None:
        self._answer(302, Location="/loop")

    def hop(self) -> None:
        self._answer(302, Location="/good")

    def hang(self) -> None:
        time.sleep(5)

    def drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(50):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)

    def drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(50):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while True:
            self._chunk(b"\0" * 65536)

    def bomb(self) -> None:
        body = gzip.compress(b"\0" * 20_000_000)
        self._answer(200, body, Content_Encoding="gzip")

    def cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def busy(self) -> None:
        if self.calls["busy"] == 1:
            self._answer(429, Retry_After="7")
        else:
            self.good()

    def down(self) -> None:
        self._answer(503)

    def missing(self) -> None:
        self._answer(404)

    def error_page(self) -> None:
        self._answer(200, b"<html><body>error</body></html>", Content_Type="text/html")

    def truncated_json(self) -> None:
        self._answer(200, b'{"data": {"total": 3, "list": [', Content_Type="application/json")

    def deep_json(self) -> None:
        self._answer(200, b"[" * 100_000, Content_Type="application/json")

    def same_page(self) -> None:
        body = b'{"data": {"total": 99, "list": [{"id": 1, "zymc": "a"}]}}'
        self._answer(200, body, Content_Type="application/json")

    def next_is_self(self) -> None:
        body = '<ul class="list"><li><a href="t20200101_a.html">甲</a></li></ul><a class="next" href="">下一页</a>'
        self._answer(200, body.encode(), Content_Type="text/html; charset=utf-8")

    def old_charset(self) -> None:
        body = '<ul class="list"><li><a href="t20200101_a.html">镕基</a></li></ul>'
        self._answer(200, body.encode("gb18030"), Content_Type="text/html; charset=GB2312")

    def strange_total(self) -> None:
        body = b'{"data": {"total": null, "list": {}}}'
        self._answer(200, body, Content_Type="application/json")

    def endless_pages(self) -> None:
        number = int(self.path.rpartition("/")[2]) + 1
        body = f'<ul class="list"><li><a href="t20200101_{number}.html">{number}</a></li></ul><a class="next" href="{number}">next</a>'
        self._answer(200, body.encode(), Content_Type="text/html")


@pytest.fixture
def evil() -> Iterator[str]:
    """The address of the evil server."""
    Evil.calls.clear()
    yield from _served(Evil)
