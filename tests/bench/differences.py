"""37 edits in a million rows: ours, fenced and from the files, against pyarrow's join of the two."""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from ckanext.ankang.fence import run_fenced
from ckanext.ankang.files.differences import compare_files

ROWS = int(os.environ.get("ANKANG_BENCH_ROWS", "1000000"))
MEMORY = 500 << 20
TITLES = ["编号", "名称", "区县", "日期", "数量", "金额", "状态", "备注"]
EDITS = 37


def _make(path: Path, *, edited: bool) -> dict[str, Any]:
    every = ROWS // EDITS
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TITLES)
        for n in range(ROWS):
            changed = edited and n % every == 5 and n // every < EDITS
            writer.writerow(
                [f"A{n:07}", f"公交线路行政许可{n}", "汉滨区", f"2026-01-{n % 28 + 1:02}", n,
                 f"{n}.50", "失效" if changed else "有效", "安康市交通运输局"]
            )  # fmt: skip
    return {"path": str(path), "name": path.name, "ids": {t: t for t in TITLES}, "types": {}}


def _ours(old: dict[str, Any], new: dict[str, Any], folder: Path) -> tuple[float, int]:
    started = time.perf_counter()
    found = run_fenced(
        compare_files,
        old,
        new,
        folder / "difference.csv.gz",
        primary_key=[],
        listed=10_000,
        limits={},
        memory_bytes=MEMORY,
        seconds=60,
    )
    return time.perf_counter() - started, found["changed"] + found["added"] + found["removed"]


def _joined(old: dict[str, Any], new: dict[str, Any]) -> tuple[float, int]:
    started = time.perf_counter()
    before, after = (arrow_csv.read_csv(one["path"]) for one in (old, new))
    joined = before.join(after, TITLES[0], join_type="full outer", right_suffix="'")
    differs = pa.scalar(value=False)
    for title in TITLES[1:]:
        same = pc.equal(joined[title], joined[f"{title}'"])
        differs = pc.or_(differs, pc.invert(pc.fill_null(same, False)))
    return time.perf_counter() - started, joined.filter(differs).num_rows


def main() -> int:
    """Print the figures as JSON; complain where the two do not find the same."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old = _make(folder / "旧.csv", edited=False)
        new = _make(folder / "新.csv", edited=True)
        ours, found = min(_ours(old, new, folder) for _ in range(3))
        theirs, expected = min(_joined(old, new) for _ in range(3))
    if found != expected or found != EDITS:
        print(f"{found} against {expected}", file=sys.stderr)
        return 1
    what = f"比较两个 {ROWS:,} 行的版本（隔离、500 MB 内），对照 pyarrow 合并"
    figure = {"what": what, "unit": "行/秒", "ours": ROWS / ours, "theirs": ROWS / theirs}
    print(json.dumps([figure], ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
