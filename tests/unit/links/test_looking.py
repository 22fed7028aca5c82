"""What a real server's answer says of a link."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ckanext.ankang.links import config
from ckanext.ankang.links.looking import look
from harvesters.dialler import Dialler, Limits

SEEN: list[str] = []


class Site(BaseHTTPRequestHandler):
    """Answers as its address says: /<status of HEAD>/<status of GET>."""

    def do_HEAD(self) -> None:
        self._answer(int(self.path.split("/")[1]), b"")

    def do_GET(self) -> None:
        asked, status = self.headers.get("Range", ""), int(self.path.split("/")[2])
        SEEN.append(asked)
        self._answer(status, b"x" * (1024 if status == 206 else 200_000))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("head", "get", "outcome", "status"),
    [
        (200, 500, "alive", 200),
        (405, 206, "alive", 200),
        (403, 200, "alive", 200),
        (404, 404, "broken", 404),
        (500, 503, "broken", 503),
        (403, 403, "unclear", 403),
        (429, 429, "unclear", 429),
    ],
)
def test_a_no_to_head_is_asked_again_for_a_few_bytes(
    site: str, head: int, get: int, outcome: str, status: int
) -> None:
    found = look(Dialler([site], config.LOOK), f"http://{site}/{head}/{get}")

    assert (found.outcome, found.status) == (outcome, status)


def test_only_a_few_bytes_are_asked_for(site: str) -> None:
    SEEN.clear()
    look(Dialler([site], config.LOOK), f"http://{site}/405/206")

    assert SEEN == ["bytes=0-1023"]


def test_an_address_inside_is_not_called(site: str) -> None:
    found = look(Dialler([], Limits(tries=1)), f"http://{site}/200/200")

    assert (found.outcome, "本机地址" in found.reason) == ("broken", True)


def test_nobody_at_the_address_is_broken_and_named() -> None:
    found = look(Dialler(["127.0.0.1:9"], Limits(tries=1)), "http://127.0.0.1:9/")

    assert found.outcome == "broken"
    assert "http://127.0.0.1:9/" in found.reason
