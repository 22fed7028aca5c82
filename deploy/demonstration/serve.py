"""Play the four departments over HTTP, on this machine only.

Run: python serve.py --port 8091 --content var/demonstration
"""

import argparse
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import make


class Departments(SimpleHTTPRequestHandler):
    """Files under their paths; a query's page of a JSON list is a file of its own."""

    server_version = "AnkangDemonstration"
    extensions_map = {  # noqa: RUF012 - a plain dict is what the base class declares
        **SimpleHTTPRequestHandler.extensions_map,
        ".html": "text/html; charset=utf-8",
        ".json": "application/json; charset=utf-8",
        ".geojson": "application/geo+json",
        ".csv": "text/csv",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }

    def translate_path(self, path: str) -> str:
        """/ziran/api/datasets?page=2 is the file datasets.page2.json; beyond the last, an empty list."""
        parts = urlsplit(path)
        found = Path(super().translate_path(parts.path))
        numbers = parse_qs(parts.query).get("page", ["1"])
        one_page = found.with_name(f"{found.name}.page{numbers[0]}.json")
        if numbers[0].isdigit() and one_page.is_file():
            return str(one_page)
        empty = found.with_name(f"{found.name}.json")
        return str(empty if empty.is_file() else found)

    def list_directory(self, path: str) -> None:  # type: ignore[override]
        """No department shows its folders."""
        self.send_error(404)


def main() -> None:
    """Serve until told to stop, making the content first where it is missing or old."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--content", type=Path, required=True)
    options = parser.parse_args()
    if not make.is_made(options.content):
        make.make(options.content)
    handler = partial(Departments, directory=str(options.content))
    with ThreadingHTTPServer(("127.0.0.1", options.port), handler) as server:
        print(f"serving on http://127.0.0.1:{server.server_port}", file=sys.stderr, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
