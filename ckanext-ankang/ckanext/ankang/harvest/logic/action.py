"""Sources and runs through the API."""

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context
from sqlalchemy import func, select

from ckanext.ankang.harvest import config
from ckanext.ankang.harvest.logic import schema
from ckanext.ankang.harvest.model import HarvestRecord, HarvestRun, now
from ckanext.ankang.jobs.queue import enqueue
from harvesters.source import find_sources, read_source, source_hash

RUNNING = ("waiting", "running")


@tk.side_effect_free
def ankang_harvest_source_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The sources, each with its last run and the items that are not published."""
    tk.check_access("ankang_harvest_source_list", context, data_dict)
    listed = []
    for name, directory in find_sources(config.home()).items():
        source = read_source(directory)
        last = HarvestRun.last_of(name)
        records = HarvestRecord.of(name).values()
        listed.append(
            {
                "name": name,
                "title": source.title,
                "department": source.department,
                "schedule": source.schedule,
                "source_hash": source_hash(directory),
                "approval": source.approval.model_dump(),
                "published": sum(record.state == "published" for record in records),
                "held": [_record(record) for record in records if record.state != "published"],
                "run": _run(last) if last else None,
            }
        )
    return listed


@tk.validate_action_data(schema.harvest_run_create)
def ankang_harvest_run_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Start a run of one source; a run of it that is under way is returned instead."""
    tk.check_access("ankang_harvest_run_create", context, data_dict)
    name = data_dict["source"]
    if name not in find_sources(config.home()):
        raise tk.ValidationError({"source": [tk._("没有名为 {name} 的来源").format(name=name)]})
    _lock(name)
    last = HarvestRun.last_of(name)
    if last and _under_way(last):
        return _run(last)
    run = HarvestRun(source=name)
    model.Session.add(run)
    model.Session.flush()
    payload = {"run": run.id, "again": data_dict["again"]}
    run.job_id = enqueue("harvest.run", payload)
    model.Session.commit()
    return _run(run)


@tk.side_effect_free
@tk.validate_action_data(schema.harvest_run_show)
def ankang_harvest_run_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One run with its counts, its warnings and what became of each item that changed."""
    tk.check_access("ankang_harvest_run_show", context, data_dict)
    run = model.Session.get(HarvestRun, data_dict["id"])
    if run is None:
        raise tk.ObjectNotFound(tk._("没有这次采集"))
    return {**_run(run), "report": run.report, "warnings": run.warnings}


def _under_way(run: HarvestRun) -> bool:
    """Whether a run still goes on; one whose job was given up is written off."""
    if run.state not in RUNNING:
        return False
    error = tk._("任务已不存在")
    try:
        job = tk.get_action("ankang_job_show")({"ignore_auth": True}, {"id": run.job_id})
    except tk.ObjectNotFound:
        job = {"state": "lost", "error": error}
    if job["state"] in RUNNING:
        return True
    run.state, run.finished, run.error = "failed", now(), job["error"] or error
    return False


def _lock(source: str) -> None:
    """One run per source at a time, whoever asks."""
    key = func.hashtextextended(f"ankang.harvest:{source}", 0)
    model.Session.execute(select(func.pg_advisory_xact_lock(key)))


def _run(run: HarvestRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "source": run.source,
        "state": run.state,
        "job_id": run.job_id,
        "error": run.error,
        "counts": run.counts,
        "created": run.created.isoformat(),
        "started": run.started.isoformat() if run.started else None,
        "finished": run.finished.isoformat() if run.finished else None,
    }


def _record(record: HarvestRecord) -> dict[str, Any]:
    return {
        "identifier": record.identifier,
        "title": record.title,
        "state": record.state,
        "reason": record.reason,
        "package_id": record.package_id,
        "versions": list(record.versions.values()),
    }
