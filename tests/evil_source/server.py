"""A source that means evil, for every suite: `load()` it by path, or `python server.py --port 8099`.

The first part of a path is the mode. Most modes answer at any path. Those of `CATALOGUES` serve an
API as 自然资源局 has one, at `/MODE/datasets?page=1&size=10` with files at `/MODE/files/N.csv`: the
same source before and after something went wrong, so that a test changes only the mode.
"""

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

JSON = "application/json; charset=utf-8"
Row = dict[str, Any]


def row(number: int, *, identifier: str | None = None, title: str | None = None) -> Row:
    """One entry of the API's list."""
    return {
        "id": identifier or f"ds-{number}",
        "zymc": title or f"安康市测试数据集{number}",
        "zyzy": f"第 {number} 个测试数据集的摘要。",
        "gxzq": "每年",
        "kflx": "无条件开放",
        "ssly": "地理空间",
        "xzqh": "旬阳县",
        "gjc": "行政区划、测试",
        "xkxy": "MIT",
        "gxsj": "2023-12-31",
        "wjlb": [{"wjmc": f"测试表{number}", "wjgs": "CSV", "wjdz": f"files/{number}.csv"}],
    }


def _twice(count: int) -> list[Row]:
    return [row(number % (count // 2)) for number in range(count)]


def _renamed(count: int) -> list[Row]:
    return [row(number, identifier=f"new-{number}") for number in range(count)]


def _changed(count: int) -> list[Row]:
    return [row(number) | {"zyzy": "改过的摘要。"} for number in range(count)]


def _healthy(count: int) -> list[Row]:
    return [row(number) for number in range(count)]


CATALOGUES: dict[str, Callable[[int], list[Row]]] = {
    "healthy": _healthy,
    "empty": lambda count: [],
    "shrunk": lambda count: _healthy(count // 2),
    "changed": _changed,
    "one_changed": lambda count: [*_changed(1), *_healthy(count)[1:]],
    "duplicate_ids": _twice,
    "ids_renamed": _renamed,
    "equal_titles": lambda count: [
        row(n, title="安康市行政许可信息") | {"wjlb": []} for n in range(1500)
    ],
    "one_bad_item": lambda count: [*_healthy(count - 1), row(count - 1) | {"gxzq": "看情况"}],
    # What is listed stays as it was; the files become worse.
    "narrowed": _healthy,
    "halved": _healthy,
    "files_gone": _healthy,
    "files_html": _healthy,
    "files_hang": _healthy,
    # Of all files only the first misbehaves, as the mode of that name does.
    **{
        f"one_file_{mode}": _healthy
        for mode in ("hang", "drip", "endless", "bomb", "loopback", "loop")
    },
    # The list itself breaks.
    "fails_on_page_3": _healthy,
    "gbk": _healthy,
    "truncated": _healthy,
    "no_total": _healthy,
    "endless_paging": _healthy,
    "slow_paging": _healthy,
    "busy_once": _healthy,
    "come_tomorrow": _healthy,
}


class Evil(BaseHTTPRequestHandler):
    """Answers by the mode that the path names."""

    protocol_version = "HTTP/1.1"
    server: "EvilSource"

    def do_GET(self) -> None:
        """Serve a catalogue, or misbehave as the mode says."""
        path = urlsplit(self.path).path.strip("/")
        mode, _, rest = path.partition("/")
        self.server.calls[path] += 1
        if mode not in CATALOGUES:
            getattr(self, mode.replace("-", "_"))()
        elif rest.startswith("files/"):
            self._file(mode, int(rest.removeprefix("files/").removesuffix(".csv")))
        else:
            self._page(mode)

    def do_POST(self) -> None:
        """Answer a POST like a GET, its body read first."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def _page(self, mode: str) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        number, size = (int(asked.get(name, [to])[0]) for name, to in (("page", 1), ("size", 10)))
        if refusal := self._refusal(mode, number):
            status, headers = refusal
            self._answer(status, **headers)
            return
        rows = CATALOGUES[mode](self.server.count)
        shown: Row = {"list": rows[(number - 1) * size : number * size], "total": len(rows)}
        if mode in ("endless_paging", "slow_paging"):
            # Always new items, and a total that runs away.
            time.sleep(0.5 if mode == "slow_paging" else 0)
            new = range((number - 1) * size, number * size)
            shown = {"list": [row(n) for n in new], "total": (number + 1) * size}
        if mode == "no_total":
            del shown["total"]
        text = json.dumps({"data": shown}, ensure_ascii=False)
        if mode == "gbk":
            self._answer(200, text.encode("gbk"), Content_Type="application/json; charset=GBK")
        else:
            body = text.encode()[: -40 if mode == "truncated" else None]
            self._answer(200, body, Content_Type=JSON)

    def _refusal(self, mode: str, number: int) -> tuple[int, dict[str, str]] | None:
        """Status and headers of a page that is not given."""
        if mode == "fails_on_page_3" and number >= 3:
            return 500, {}
        if mode == "come_tomorrow":
            return 429, {"Retry_After": "86400"}
        if mode == "busy_once" and self.server.calls["busy_once/datasets"] == 1:
            return 429, {"Retry_After": "1"}
        return None

    def _file(self, mode: str, number: int) -> None:
        """A table with validators: whoever names them is told that nothing changed."""
        if mode == "files_hang":
            self.hang()
        elif mode.startswith("one_file_") and number == 0:
            getattr(self, mode.removeprefix("one_file_"))()
        elif mode == "files_gone":
            self._answer(404)
        elif mode == "files_html":
            self.error_page()
        else:
            body = table(number, mode)
            tag = f'"{number}-{len(body)}"'
            fresh = self.headers.get("If-None-Match") != tag
            status, shown = (200, body) if fresh else (304, b"")
            self._answer(status, shown, ETag=tag, Content_Type="text/csv")

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

    def loopback(self) -> None:
        self._answer(302, Location="http://127.0.0.1:1/")

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
        if self.server.calls["busy"] == 1:
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
        self._answer(200, b'{"data": {"total": 3, "list": [', Content_Type=JSON)

    def deep_json(self) -> None:
        self._answer(200, b"[" * 100_000, Content_Type=JSON)

    def same_page(self) -> None:
        body = b'{"data": {"total": 99, "list": [{"id": 1, "zymc": "a"}]}}'
        self._answer(200, body, Content_Type=JSON)

    def next_is_self(self) -> None:
        body = '<ul class="list"><li><a href="t20200101_a.html">甲</a></li></ul><a class="next" href="">下一页</a>'
        self._answer(200, body.encode(), Content_Type="text/html; charset=utf-8")

    def old_charset(self) -> None:
        body = '<ul class="list"><li><a href="t20200101_a.html">镕基</a></li></ul>'
        self._answer(200, body.encode("gb18030"), Content_Type="text/html; charset=GB2312")

    def strange_total(self) -> None:
        body = b'{"data": {"total": null, "list": {}}}'
        self._answer(200, body, Content_Type=JSON)

    def endless_pages(self) -> None:
        number = int(self.path.rpartition("/")[2]) + 1
        body = f'<ul class="list"><li><a href="t20200101_{number}.html">{number}</a></li></ul><a class="next" href="{number}">next</a>'
        self._answer(200, body.encode(), Content_Type="text/html")


def table(number: int, mode: str = "healthy") -> bytes:
    """A CSV of forty rows; narrowed by a column or halved as the mode says."""
    header = ("编号", "名称", "数量")[: 2 if mode == "narrowed" else 3]
    lines = [(f"{number:04d}{n:02d}", f"第 {n} 行", str(n * 3)) for n in range(40)]
    kept = lines[: 18 if mode == "halved" else 40]
    return "".join(",".join(cells[: len(header)]) + "\r\n" for cells in (header, *kept)).encode()


class EvilSource(ThreadingHTTPServer):
    """The server: `count` is how many datasets a healthy catalogue has, `calls` counts by path."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int = 0, count: int = 30) -> None:
        self.count = count
        self.calls: Counter[str] = Counter()
        super().__init__(("127.0.0.1", port), Evil)

    @property
    def address(self) -> str:
        """Where it is called, without a mode."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up on an endless body is what the modes are for."""


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--count", type=int, default=30)
    options = parser.parse_args()
    with EvilSource(options.port, options.count) as server:
        print(f"serving on {server.address}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
