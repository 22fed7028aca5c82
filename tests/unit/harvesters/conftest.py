"""Servers that are really called: the demonstration departments, and one that means evil."""

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest

ROOT = Path(__file__).parents[3]


def _module(name: str) -> ModuleType:
    spec = spec_from_file_location(Path(name).name, ROOT / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _served(handler: Callable) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the four departments with freshly made content."""
    import sys

    sys.modules["make"] = make = _module("deploy/demonstration/make")
    content = tmp_path_factory.mktemp("demonstration") / "content"
    make.make(content)
    serve = _module("deploy/demonstration/serve")
    yield from _served(partial(serve.Departments, directory=str(content)))


@pytest.fixture
def evil_source() -> Iterator[Any]:
    """The evil server itself, which tells what it was asked."""
    server = _module("tests/evil_source/server").EvilSource()
    with server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def evil(evil_source: Any) -> str:
    """The address of the evil server."""
    return evil_source.address


class Asked(NamedTuple):
    """One request that the department's API received."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


class Api(ThreadingHTTPServer):
    """An API that answers what a test says, and tells what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Any] = lambda asked: []
        super().__init__(("127.0.0.1", 0), ApiHandler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class ApiHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        asked = Asked(self.command, parts.path, query, dict(self.headers), body)
        self.server.asked.append(asked)
        found = self.server.answer(asked)
        status, kind, shown = (
            found if isinstance(found, tuple) else (200, "application/json", found)
        )
        content = shown if isinstance(shown, bytes) else json.dumps(shown).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def api() -> Iterator[Api]:
    """A department's API that answers what the test tells it to."""
    with Api() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()
