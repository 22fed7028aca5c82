"""A source with as many records as one wants, for measurements: `python server.py COUNT`.

It serves a JSON API: pages of 500 records at `/?page=1`, everything in one answer at `/whole`. It makes its
records before it says its address, so that serving them takes next to nothing.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 500
TEMPLATE = Path(__file__).with_name("source.yaml")


def row(number: int) -> dict[str, Any]:
    """A record: twenty fields, the last of them a file with its twelve columns."""
    return {
        "id": f"ds-{number}",
        "zymc": f"示例{number % 97}区第{number}号公交线路站点信息",
        "zyzy": "线路、站点、首末班时间和票价，每年更新一次。" * 3,
        "ssly": "交通运输",
        "gxzq": "每年",
        "kflx": "无条件开放",
        "xzqh": "汉滨区",
        "dd": "汉滨区",
        "gjc": f"公交、线路、示例标签{number % 50}",
        "gxsj": "2025-01-15",
        "qssj": "2020-01-01",
        "zzsj": "2024-12-31",
        "xkxy": "MIT",
        "lxks": "示例科",
        "lxdh": "0915-3200000",
        "yx": "shili@example.com",
        "bh": f"{number:08}",
        "zt": "已发布",
        "ly": "示例系统",
        "wjlb": [
            {
                "wjmc": f"线路{number}",
                "wjgs": "CSV",
                "wjdz": f"files/{number}.csv",
                "zd": "、".join(f"第{column}列" for column in range(1, 13)),
            }
        ],
    }


class Api(BaseHTTPRequestHandler):
    """Answers with a page of the list, or with all of it."""

    protocol_version = "HTTP/1.1"
    server: "LongSource"

    def do_GET(self) -> None:
        """Serve what is asked for."""
        place = urlsplit(self.path)
        page = int(parse_qs(place.query).get("page", ["1"])[0])
        rows = self.server.rows
        shown = rows if place.path == "/whole" else rows[(page - 1) * PAGE : page * PAGE]
        body = b'{"total": %d, "list": [%s]}' % (len(rows), b", ".join(shown))
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class LongSource(ThreadingHTTPServer):
    """The server; each record is written as JSON once."""

    daemon_threads = True

    def __init__(self, count: int) -> None:
        self.rows = [json.dumps(row(n), ensure_ascii=False).encode() for n in range(count)]
        super().__init__(("127.0.0.1", 0), Api)


@contextmanager
def served(count: int) -> Iterator[str]:
    """The address of such a source in a process of its own."""
    words = [sys.executable, __file__, str(count)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def describe(home: Path, name: str, department: str, count: int) -> Path:
    """Write the source's folder; where its server is stands in the configuration, as a place of its name."""
    text = TEMPLATE.read_text(encoding="utf-8")
    for word, value in {"NAME": name, "DEPARTMENT": department, "COUNT": str(count)}.items():
        text = text.replace(word, value)
    folder = home / name
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(text, encoding="utf-8")
    return folder


def main() -> None:
    """Serve until told to stop."""
    with LongSource(int(sys.argv[1])) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
