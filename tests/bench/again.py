"""Ten thousand records harvested once more, unchanged, against looking each of them up.

The source is a JSON API in a process of its own. A first run publishes its records; the second, which is
measured from its place in the queue to its end, lists over HTTP and finds everything as it was: it may write
nothing to packages, to Solr or to what is known of items, and is checked for that.

The other side is what a harvester does with a record: `package_show` by its id, then compare (so the CKAN
harvester of ckanext-harvest, which writes an object a record before), its list fetched by requests.

Everything is removed at the end, as in `harvest.py`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import harvest
import requests
import sqlalchemy as sa
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.lib.search.common import make_connection
from flask import Flask

from ckanext.ankang.harvest import config, packages
from ckanext.ankang.harvest.model import HarvestChange, HarvestRecord, HarvestRun
from ckanext.ankang.harvest.runs import run_job
from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.worker import Worker
from harvesters.source import source_hash

sys.path.insert(0, str(Path(__file__).parents[1] / "long_source"))

from server import PAGE, describe, served

Json = dict[str, Any]
ROUNDS = 3
# Workers of the portal take no jobs of this kind: only this process knows the source.
KIND = "bench.harvest"
NAME = harvest.MARK.replace("-", "_")
# Where each row lies and which transaction wrote it: any write to the table changes it.
STANDING = "SELECT count(*), sum(hashtext(ctid::text || ' ' || xmin::text)) FROM {}"
TABLES = (
    "package",
    "resource",
    "package_tag",
    "member",
    "ankang_harvest_record",
    "ankang_harvest_content",
    "ankang_harvest_change",
)
SIZE = "SELECT pg_column_size(run.*) FROM ankang_harvest_run run WHERE id = :run"


def point_to(home: Path, name: str, address: str) -> None:
    """Have this process find a source and its server."""
    tk.config[config.PREFIX + "home"] = str(home)
    tk.config[config.PREFIX + "places"] = f"{name}={address}"


def run(app: Flask, name: str) -> HarvestRun:
    """One run by the queue, in this process."""
    model.Session.add(started := HarvestRun(source=name))
    model.Session.flush()
    key = started.id
    started.job_id = queue.enqueue(KIND, {"run": key}, key=f"{KIND} {name}")
    model.Session.commit()
    Worker(app, {KIND: run_job}).run(until_empty=True)
    done = model.Session.get_one(HarvestRun, key)
    if done.state != "finished":
        raise SystemExit(f"采集没有完成：{done.error or done.state}")
    return done


def forget(name: str) -> None:
    """Remove what was noted of a source."""
    runs = sa.select(HarvestRun.id).where(HarvestRun.source == name)
    model.Session.execute(sa.delete(HarvestChange).where(HarvestChange.run_id.in_(runs)))
    model.Session.execute(sa.delete(HarvestRun).where(HarvestRun.source == name))
    model.Session.execute(sa.delete(HarvestRecord).where(HarvestRecord.source == name))
    model.Session.commit()


def _standing() -> Json:
    """What any write to packages, to the index or to what is known of items changes."""
    newest = make_connection().search("*:*", sort="_version_ desc", rows=1, fl="_version_")
    found = {
        table: tuple(model.Session.execute(sa.text(STANDING.format(table))).one())
        for table in TABLES
    }
    model.Session.rollback()
    return {**found, "solr": (newest.hits, [one["_version_"] for one in newest.docs])}


def _again(app: Flask, count: int) -> float:
    """Seconds of a run that finds nothing new, checked to have written nothing."""
    before = _standing()
    done: list[HarvestRun] = []
    seconds = harvest.seconds(lambda: done.append(run(app, NAME)))
    counts = done[0].counts
    if (counts["unchanged"], counts["published"]) != (count, count):
        raise SystemExit(f"不是每一条都未变化：{counts}")
    if model.Session.scalar(sa.text(SIZE), {"run": done[0].id}) > max(count, 1000):
        raise SystemExit("每 1000 条写了 1 kB 以上。")
    if written := [name for name, state in _standing().items() if state != before[name]]:
        raise SystemExit(f"未变化的采集写了：{'、'.join(written)}")
    return seconds


def _one_by_one(address: str, compared: int) -> None:
    """The first records, each looked up where it is shown."""
    for page in range(1, -(-compared // PAGE) + 1):
        rows = requests.get(address, params={"page": page}, timeout=30).json()["list"]
        for row in rows:
            asked = {"id": packages.package_id(NAME, row["id"])}
            shown = tk.get_action("package_show")(harvest.portal(), asked)
            if (shown["title"], shown["notes"]) != (row["zymc"], row["zyzy"]):
                raise SystemExit(f"{row['id']} 与来源不同。")


def _measured(app: Flask, address: str) -> Json:
    count = harvest.RECORDS
    if (published := run(app, NAME).counts["published"]) != count:
        raise SystemExit(f"首次采集只发布了 {published} 条。")
    harvest.index_everything()
    compared = min(2 * PAGE, count)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_again(app, count))
        theirs.append(harvest.seconds(lambda: _one_by_one(address, compared)))
    return {
        "what": f"{count} 条未变化的记录再采集一次，含 HTTP 列表，对照逐条 package_show（{compared} 条）",
        "unit": "条/秒",
        "ours": count / min(ours),
        "theirs": compared / min(theirs),
    }


def _remove() -> None:
    model.Session.rollback()
    here = sa.select(HarvestRecord.package_id).where(HarvestRecord.source == NAME)
    harvest.remove(list(model.Session.scalars(here)))
    forget(NAME)


def main() -> None:
    """Print the figures as JSON."""
    app = make_app(load_config(os.environ["CKAN_INI"]))._wsgi_app  # type: ignore[attr-defined]
    with app.test_request_context(), tempfile.TemporaryDirectory() as home:
        department = harvest.department()
        folder = describe(Path(home), NAME, harvest.MARK, harvest.RECORDS)
        # The first run is no part of the measurement: in large cases it is over sooner.
        tk.config[config.PREFIX + "batch_size"] = harvest.BATCH
        harvest.approve(department, NAME, source_hash(folder), harvest.RECORDS)
        with served(harvest.RECORDS) as address:
            point_to(Path(home), NAME, address)
            try:
                figure = _measured(app, address)
            finally:
                _remove()
    json.dump([figure], sys.stdout)


if __name__ == "__main__":
    main()
