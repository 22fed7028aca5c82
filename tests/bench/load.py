"""Loading a CSV into the DataStore up to the exchange, and its search index, against a bare COPY of the file."""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckanext.datastore.backend import postgres

from ckanext.ankang.datastore import columns, loading
from ckanext.ankang.datastore.standing import write_standing
from ckanext.ankang.fence import run_fenced

ROWS = int(os.environ.get("ANKANG_BENCH_ROWS", "1000000"))
ROUNDS = 3
TYPES = {
    "编号": "string",
    "名称": "string",
    "区县": "string",
    "日期": "date",
    "数量": "integer",
    "金额": "number",
    "状态": "string",
    "备注": "string",
}
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": f"c{n}", "title": title, "type": kind}
        for n, (title, kind) in enumerate(TYPES.items())
    ]
}


def _make(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TYPES)
        for n in range(ROWS):
            writer.writerow(
                [f"A{n:07}", f"公交线路行政许可{n}", "汉滨区", f"2026-01-{n % 28 + 1:02}", n,
                 f"{n}.50", "有效", "安康市交通运输局"]
            )  # fmt: skip


def _bare(path: Path) -> float:
    """Seconds of COPY into a table without any key, committed."""
    names = ", ".join(f"{f['name']} {columns.column_type(f)}" for f in SCHEMA["fields"])
    proxy = postgres.get_write_engine().raw_connection()
    try:
        with proxy.cursor() as cursor, path.open("rb") as file:
            cursor.execute(f"CREATE TABLE _bench ({names})")
            proxy.commit()
            start = time.perf_counter()
            cursor.copy_expert("COPY _bench FROM STDIN (FORMAT csv, HEADER)", file, size=1 << 20)
            proxy.commit()
            seconds = time.perf_counter() - start
            cursor.execute("DROP TABLE _bench")
            proxy.commit()
    finally:
        proxy.close()
    return seconds


def _load(path: Path, resource_id: str, version: str) -> None:
    def write(target: Path) -> int:
        counts = {"header_row": 1, "rows": ROWS}
        written = run_fenced(
            write_standing, path, target, **counts, memory_bytes=2 << 30, seconds=600
        )
        return int(written)

    loading.load(resource_id, version, SCHEMA, write, lambda: None)


def _timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main() -> None:
    """Print the figures as JSON."""
    make_app(load_config(os.environ["CKAN_INI"]))
    resource_id = str(uuid4())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        _make(path)
        bare, ours = [], []
        for round_ in range(ROUNDS):
            bare.append(_bare(path))
            ours.append(_timed(partial(_load, path, resource_id, f"version {round_}")))
    last = f"version {ROUNDS - 1}"
    index = _timed(lambda: loading.index(resource_id, last, SCHEMA, lambda _done, _total: None))
    with postgres.get_write_engine().begin() as connection:
        connection.exec_driver_sql(f'DROP TABLE "{resource_id}"')
        connection.exec_driver_sql(
            "DELETE FROM _table_stats WHERE resource_id = %s", (resource_id,)
        )
    what = f"载入 {ROWS:,} 行 × {len(TYPES)} 列直到换上新表（对照：直接 COPY；之后的检索索引 {index:.1f} 秒）"
    figure = {"what": what, "unit": "行/秒", "ours": ROWS / min(ours), "theirs": ROWS / min(bare)}
    json.dump([figure], sys.stdout)


if __name__ == "__main__":
    main()
