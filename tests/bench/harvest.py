"""Ten thousand records published by cases, against `package_create` one by one; the index built anew.

Cases are opened in this process and the portal's workers index meanwhile, as in a harvest, until everything
can be found. Two hundred of the records are then taken away and made again by `package_create` in this
process, with the same validators and hooks and core's own indexing: that is the other side's time, and both
must be shown and indexed the same.

The packages are removed at the end. The cases stay in the audit log, which nothing is taken out of:
this is for a portal that holds nothing of worth.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.lib import search
from ckan.lib.search.common import make_connection
from ckan.types import Context

from ckanext.ankang.jobs import indexing, outbox, rebuilding
from ckanext.ankang.review import gate, publishing

Json = dict[str, Any]
RECORDS = int(os.environ.get("ANKANG_BENCH_RECORDS", "10000"))
COMPARED = 200
BATCH = 500
MARK = f"bench-{uuid4().hex[:8]}"
HEAD = f"shili-{MARK}"
# What is new each time: moments, and Solr's own.
MOMENTS = {"metadata_created", "metadata_modified", "first_published", "created", "timestamp"}
MOMENTS |= {"_version_", "indexed_ts", "extras_first_published"}
THEMES = ("transport", "health", "education")
BUSY = (
    "SELECT count(*) FROM ankang_job WHERE state = 'running' OR state = 'waiting' AND due <= now()"
)
REMOVED = (
    "DELETE FROM ankang_job WHERE key = ANY(:keys)",
    "DELETE FROM ankang_file_publication WHERE package_id = ANY(:ids)",
    "DELETE FROM member WHERE table_id = ANY(:ids)",
    "DELETE FROM package_tag WHERE package_id = ANY(:ids)",
    "DELETE FROM resource WHERE package_id = ANY(:ids)",
    "DELETE FROM package WHERE id = ANY(:ids)",
)


def record(number: int, department: str) -> Json:
    """Twenty fields and a resource, as a source's mapping makes them."""
    return {
        "id": str(uuid4()),
        "name": f"{MARK}-{number}",
        "type": "dataset",
        "title": f"示例{number % 97}区第{number}号公交线路站点信息",
        "notes": "线路、站点、首末班时间和票价，每年更新一次。" * 3,
        "owner_org": department,
        "theme": THEMES[number % 3],
        "region": "610902",
        "place": "汉滨区",
        "update_frequency": "yearly",
        "openness": "unconditional",
        "license_id": "cc-by",
        "tag_string": f"公交,线路,示例标签{number % 50}",
        "covers_from": "2020-01-01",
        "covers_to": "2024-12-31",
        "data_updated": "2025-01-15",
        "contact_department": "示例科",
        "contact_phone": "0915-3200000",
        "contact_email": "shili@example.com",
        "source_name": MARK,
        "source_identifier": str(number),
        "source_url": f"https://example.com/{number}",
        "resources": [
            {
                "id": str(uuid4()),
                "name": f"线路{number}.csv",
                "format": "CSV",
                "description": "、".join(f"第{column}列" for column in range(1, 13)),
                "url": f"https://example.com/{number}.csv",
            }
        ],
    }


def portal() -> Context:
    """The context of the portal itself."""
    return {"ignore_auth": True, "user": publishing.actor()}


def department() -> str:
    """A department, marked as an example, with a head; its id."""
    with gate.allowed(MARK):
        made = tk.get_action("organization_create")(
            portal(), {"name": MARK, "title": "示例部门（测量）"}
        )
    account = {"name": HEAD, "password": str(uuid4()), "email": f"{HEAD}@example.invalid"}
    tk.get_action("user_create")(portal(), account)
    post = {"person": HEAD, "post": "leader", "department": made["id"], "ground": "测量"}
    tk.get_action("ankang_post_grant")(portal(), post)
    return str(made["id"])


def approve(department_id: str, source: str, digest: str, items: int) -> None:
    """The head's standing approval of a source."""
    granted = {
        "source": source,
        "source_hash": digest,
        "owner_org": department_id,
        "approver_name": HEAD,
        "expires": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
        "limits": {"max_items": items, "types": ["dataset"]},
    }
    tk.get_action("ankang_standing_approval_grant")(portal(), granted)


def _import(records: list[Json]) -> None:
    """Publish by cases, as a harvest does, until everything can be found."""
    order = {"title": "测量", "source": MARK, "source_hash": MARK}
    for start in range(0, len(records), BATCH):
        items = [
            {
                "package": one,
                "document": None,
                "source": MARK,
                "identifier": one["source_identifier"],
            }
            for one in records[start : start + BATCH]
        ]
        opened = tk.get_action("ankang_case_open")(portal(), {**order, "items": items})
        if opened["held"]:
            raise SystemExit(f"没有全部发布：{opened['held'][0]}")
    index_everything()
    if (found := make_connection().search(_ours(), rows=0).hits) != len(records):
        raise SystemExit(f"检索到 {found} 个，应为 {len(records)} 个。")


def wait_for_jobs() -> None:
    """Wait until the workers have done what follows a publication: two sides must find the same rest."""
    while model.Session.scalar(sa.text(BUSY)):
        model.Session.rollback()
        time.sleep(1)
    model.Session.rollback()


def index_everything() -> None:
    """Drain the outbox, which the portal's own workers drain as well."""
    while outbox.drain() or outbox.waiting():
        time.sleep(0.05)


def _ours() -> str:
    return f'extras_source_name:"{MARK}"'


def create(one: Json) -> None:
    """The same by core."""
    tk.get_action("package_create")(portal(), publishing.public_package(one))


def _create(records: list[Json]) -> None:
    """One by one, indexed at once."""
    with gate.allowed(MARK), indexing.at_once():
        for one in records:
            create(one)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if key not in MOMENTS}
    if isinstance(value, list) and all(isinstance(one, dict) and "key" in one for one in value):
        # Core indexes extras in the order of their writing, once they are read in that of PostgreSQL.
        return {one["key"]: one["value"] for one in value if one["key"] not in MOMENTS}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _seen(package_id: str) -> Any:
    """What is shown and what is indexed of a package."""
    entry = make_connection().search(f'id:"{package_id}"').docs[0]
    for name in ("data_dict", "validated_data_dict"):
        entry[name] = json.loads(entry[name])
    asked = {**portal(), "use_cache": False}
    return _plain([entry, tk.get_action("package_show")(asked, {"id": package_id})])


def remove(ids: list[str]) -> None:
    """Take packages away, and out of the index."""
    keys = [f"quality.score_dataset {package_id}" for package_id in ids]
    with gate.allowed(MARK):
        for statement in REMOVED:
            model.Session.execute(sa.text(statement), {"ids": ids, "keys": keys})
        outbox.note_all(ids)
        model.Session.commit()
    model.Session.expunge_all()
    index_everything()


@contextmanager
def _published(records: list[Json]) -> Iterator[float]:
    """The records, public; the seconds that took. Gone afterwards."""
    try:
        yield seconds(lambda: _import(records))
    finally:
        model.Session.rollback()
        remove([one["id"] for one in records])


def seconds(work: Callable[[], Any]) -> float:
    """How long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _first_import(taken: float, records: list[Json]) -> Json:
    chosen = random.Random(2026).sample(records, min(COMPARED, len(records)))
    ids = [one["id"] for one in chosen]
    ours = [_seen(package_id) for package_id in ids]
    remove(ids)
    by_core = seconds(lambda: _create(chosen))
    if ours != [_seen(package_id) for package_id in ids]:
        raise SystemExit("批量发布的记录与 package_create 写入的不一致。")
    what = f"首次发布 {len(records)} 条记录直到能检索到，对照逐条 package_create（{len(ids)} 条逐项相同）"
    return {
        "what": what,
        "unit": "条/秒",
        "ours": len(records) / taken,
        "theirs": len(ids) / by_core,
    }


def _rebuild(work: Callable[[], Any]) -> Json:
    """The index anew, each in as many processes as there are cores."""
    processes = os.cpu_count() or 1
    count = 0

    def ours() -> None:
        nonlocal count
        count = rebuilding.rebuild(processes, work)

    taken = seconds(ours)
    theirs = seconds(lambda: _rebuild_fast(processes))
    return {
        "what": f"重建 {count} 个数据集的索引，对照 search-index rebuild-fast（均为 {processes} 个进程）",
        "unit": "个/秒",
        "ours": count / taken,
        "theirs": count / theirs,
    }


def _rebuild_fast(processes: int) -> None:
    """What the command does, with a connection for each process: as shipped, the children share one."""
    ids = list(model.Session.scalars(sa.select(model.Package.id).filter_by(state="active")))
    model.Session.remove()
    model.meta.engine.dispose()
    fork = multiprocessing.get_context("fork")
    children = [
        fork.Process(target=search.rebuild, kwargs={"package_ids": ids[start::processes]})
        for start in range(processes)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    search.commit()


def main() -> None:
    """Print the figures as JSON."""
    app = make_app(load_config(os.environ["CKAN_INI"]))._wsgi_app  # type: ignore[attr-defined]

    def work() -> None:
        with app.test_request_context():
            rebuilding.drain()

    with app.test_request_context():
        index_everything()
        owner = department()
        approve(owner, MARK, MARK, BATCH)
        records = [record(number, owner) for number in range(RECORDS)]
        with _published(records) as taken:
            figures = [_first_import(taken, records)]
            wait_for_jobs()
            figures.append(_rebuild(work))
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
