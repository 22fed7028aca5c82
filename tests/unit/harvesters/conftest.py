"""Servers that are really called: the demonstration departments, and one that means evil."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

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
        threading.Thread(target=server.serve_forever, daemon=True).start()
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
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def evil(evil_source: Any) -> str:
    """The address of the evil server."""
    return evil_source.address
