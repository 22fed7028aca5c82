"""A thousand files of a folder harvested for the first time, until everything can be found, against one by one.

Ours is a run of the kind `folder`: each file is read, stored as a version, validated in a fenced process
of its own (checklist and privacy scan) and published by a case. The other side is what a harvester with a
validation beside it does with each: `package_create`, indexed at once, and `frictionless.validate` in the
same process, without limits, checklist or scan; it stores no file.

Everything is removed at the end, as in `harvest.py`, but the files' versions, which nothing takes away:
this is for a portal that holds nothing of worth.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import again
import frictionless
import harvest
import sqlalchemy as sa
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from flask import Flask

from ckanext.ankang.harvest.model import HarvestChange, HarvestRecord
from ckanext.ankang.jobs import indexing
from ckanext.ankang.review import gate
from harvesters.source import source_hash

Json = dict[str, Any]
FILES = int(os.environ.get("ANKANG_BENCH_FILES", "1000"))
COMPARED = min(FILES, 100)
ROWS = 100
NAME = again.NAME
SOURCE = f"""
name: {NAME}
title: 示例来源（测量）
department: {harvest.MARK}
type: dataset
kind: folder
address: {NAME}:/
schedule: "每日 02:50"
expected: {{minimum: {FILES}, maximum: {FILES}}}
politeness: {{delay_seconds: 0}}
approval: {{days: 1, items: {FILES}}}
folder:
  manifest: {{file: 清单.csv, identifier: 编号, files: 文件}}
fields:
  title: {{from: 名称}}
  notes: {{from: 摘要}}
  theme: {{value: transport}}
  update_frequency: {{value: yearly}}
  openness: {{value: unconditional}}
  license_id: {{value: cc-by-4.0}}
ignore: [编号]
"""


def _rows(number: int) -> list[list[str]]:
    lines = [[f"{number:04}{n:04}", f"示例{n}路", f"示例{number}站", str(n)] for n in range(ROWS)]
    return [["线路编号", "线路名称", "起点", "班次"], *lines]


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _share(folder: Path) -> None:
    """The folder that is harvested: a manifest and its files."""
    folder.mkdir()
    head = ["编号", "名称", "摘要", "文件"]
    lines = [
        [str(n), f"示例{n}站公交线路", "线路与班次，每年更新一次。", f"{n}.csv"]
        for n in range(FILES)
    ]
    _write(folder / "清单.csv", [head, *lines])
    for number in range(FILES):
        _write(folder / f"{number}.csv", _rows(number))


def _describe(home: Path) -> Path:
    folder = home / NAME
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(SOURCE, encoding="utf-8")
    return folder


def _harvest(app: Flask) -> None:
    done = again.run(app, NAME)
    if done.counts["published"] != FILES:
        reason = sa.select(HarvestChange.reason).where(HarvestChange.run_id == done.id).limit(1)
        raise SystemExit(f"没有全部发布：{done.counts}：{model.Session.scalar(reason)}")
    harvest.index_everything()


def _one_by_one(share: Path, department: str, made: list[str]) -> None:
    with gate.allowed(harvest.MARK), indexing.at_once():
        for number in range(COMPARED):
            record = harvest.record(number, department)
            harvest.create(record)
            made.append(record["id"])
            # A path that is not below the working directory is refused unless it is trusted.
            with frictionless.system.use_context(trusted=True):
                report = frictionless.validate(str(share / f"{number}.csv"))
            if not report.valid:
                raise SystemExit(f"{number}.csv 没有通过：{report.flatten(['message'])[:1]}")


def _figure(app: Flask, share: Path, department: str) -> Json:
    made: list[str] = []
    try:
        ours = harvest.seconds(lambda: _harvest(app))
        theirs = harvest.seconds(lambda: _one_by_one(share, department, made))
    finally:
        model.Session.rollback()
        here = sa.select(HarvestRecord.package_id).where(HarvestRecord.source == NAME)
        harvest.remove([*made, *model.Session.scalars(here)])
        again.forget(NAME)
    return {
        "what": f"首次采集文件夹中的 {FILES} 个文件直到能检索到，含校验，对照逐条 package_create 加"
        f"同一进程内的 frictionless.validate（{COMPARED} 个，不存文件）",
        "unit": "个/秒",
        "ours": FILES / ours,
        "theirs": COMPARED / theirs,
    }


def main() -> None:
    """Print the figure as JSON."""
    app = make_app(load_config(os.environ["CKAN_INI"]))._wsgi_app  # type: ignore[attr-defined]
    with app.test_request_context(), tempfile.TemporaryDirectory() as home:
        department = harvest.department()
        harvest.approve(department, NAME, source_hash(_describe(Path(home))), FILES)
        share = Path(home) / "share"
        _share(share)
        again.point_to(Path(home), NAME, f"file:{share}")
        figure = _figure(app, share, department)
    json.dump([figure], sys.stdout)


if __name__ == "__main__":
    main()
