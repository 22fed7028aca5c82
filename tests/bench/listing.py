"""What memory a list of a hundred thousand records takes, against the list read as one answer.

Each side is the peak (VmHWM) of a process that does nothing else: first the list alone, then the whole run of a
worker that knows every record of it. The other side is `requests.get().json()`, with and without a portal around.
What was noted of the source is removed at the end.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import again
import harvest
import requests
import sqlalchemy as sa
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from flask import Flask
from server import describe, served

from ckanext.ankang.catalogue.vocabularies import edition, fold
from ckanext.ankang.harvest import config, packages
from ckanext.ankang.harvest.model import HarvestRecord
from harvesters.engine import Engine

Json = dict[str, Any]
RECORDS = int(os.environ.get("ANKANG_BENCH_LISTED", "100000"))
TOGETHER = 1000


def _portal() -> Flask:
    return make_app(load_config(os.environ["CKAN_INI"]))._wsgi_app  # type: ignore[attr-defined, no-any-return]


def _list(folder: Path, address: str) -> int:
    """List by the engine."""
    listing = Engine(folder, fold, {folder.name: address}).listing()
    return sum(1 for _ in listing.entries)


def _run(folder: Path, address: str) -> int:
    """A whole run in which nothing has changed."""
    app = _portal()
    again.point_to(folder.parent, folder.name, address)
    with app.test_request_context():
        return int(again.run(app, folder.name).counts["unchanged"])


def _whole(_folder: Path, address: str) -> int:
    """Read everything at once."""
    return len(requests.get(f"{address}/whole", timeout=60).json()["list"])


def _whole_in_portal(folder: Path, address: str) -> int:
    _portal()
    return _whole(folder, address)


TASKS: dict[str, Callable[[Path, str], int]] = {
    "list": _list,
    "run": _run,
    "whole": _whole,
    "whole_in_portal": _whole_in_portal,
}


def _peak(task: str, folder: Path, address: str) -> float:
    """Megabytes that a process takes at most to carry out a task."""
    words = [sys.executable, __file__, task, str(folder), address]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{task}：{done.stderr[-800:]}")
    count, peak = map(int, done.stdout.split()[-2:])
    if count != RECORDS:
        raise SystemExit(f"{task}：只有 {count} 条。")
    return peak / 1000


def _carry_out(task: str, folder: str, address: str) -> None:
    count = TASKS[task](Path(folder), address)
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    print(count, kilobytes)


def _note_all(folder: Path, address: str) -> None:
    """Note every record as a run would have that published it."""
    again.point_to(folder.parent, folder.name, address)
    engine = Engine(folder, fold, edition=edition(), **config.engine_options())
    entries = iter(engine.listing().entries)
    while together := list(islice(entries, TOGETHER)):
        rows = [
            {
                "source": folder.name,
                "identifier": entry.identifier,
                "title": entry.title,
                "package_id": packages.package_id(folder.name, entry.identifier),
                "fingerprint": engine.fingerprint(entry),
                "state": "published",
                "content_hash": entry.identifier,
                "published_hash": entry.identifier,
                "read_hash": entry.identifier,
            }
            for entry in together
        ]
        model.Session.execute(sa.insert(HarvestRecord.__table__), rows)
    model.Session.commit()


def _measured(folder: Path, address: str) -> list[Json]:
    _note_all(folder, address)
    peaks = {task: _peak(task, folder, address) for task in TASKS}
    what = f"内存高峰，{RECORDS} 条"
    return [
        {
            "what": f"{what}的列表，对照 requests.get().json()",
            "unit": "MB",
            "ours": peaks["list"],
            "theirs": peaks["whole"],
        },
        {
            "what": f"{what}已知记录的整次采集（工作进程），对照门户进程中 requests.get().json()",
            "unit": "MB",
            "ours": peaks["run"],
            "theirs": peaks["whole_in_portal"],
        },
    ]


def main() -> None:
    """Print the figures as JSON; with words, carry out one task and print what it took."""
    if len(sys.argv) > 1:
        _carry_out(*sys.argv[1:])
        return
    with _portal().test_request_context(), tempfile.TemporaryDirectory() as home:
        folder = describe(Path(home), harvest.MARK.replace("-", "_"), "shuju", RECORDS)
        with served(RECORDS) as address:
            try:
                figures = _measured(folder, address)
            finally:
                model.Session.rollback()
                again.forget(folder.name)
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
