"""Sources, runs, items and their records through the API."""

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context
from sqlalchemy import func, select

from ckanext.ankang.harvest import config, contents, runs, seeing, shown, telling
from ckanext.ankang.harvest.logic import schema
from ckanext.ankang.harvest.model import HarvestRecord, HarvestRun, now
from ckanext.ankang.jobs import queue
from harvesters.source import Source, find_sources

RUNNING = ("waiting", "running")


@tk.side_effect_free
def ankang_harvest_source_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The sources that the asker sees, each with its health, next and last run and what is not published."""
    tk.check_access("ankang_harvest_source_list", context, data_dict)
    return [_source(source) for source in seeing.sources_for(_user(context)).values()]


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def ankang_harvest_source_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One source with its health, its next run, its last success and its counters."""
    tk.check_access("ankang_harvest_source_show", context, data_dict)
    source = seeing.sources_for(_user(context)).get(data_dict["id"])
    if source is None:
        raise tk.ObjectNotFound(_no_source(data_dict["id"]))
    return _source(source)


@tk.side_effect_free
@tk.validate_action_data(schema.harvest_run_list)
def ankang_harvest_run_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Runs, the newest first, of one source or of all that the asker sees: {count, results}."""
    tk.check_access("ankang_harvest_run_list", context, data_dict)
    names = list(seeing.sources_for(_user(context)))
    asked = data_dict.get("source")
    return shown.runs([name for name in names if asked in (None, name)], data_dict)


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def ankang_harvest_run_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One run with its counters and progress; errors and warnings stand apart."""
    tk.check_access("ankang_harvest_run_show", context, data_dict)
    return shown.whole_run(_run(context, data_dict["id"]))


@tk.side_effect_free
@tk.validate_action_data(schema.harvest_change_list)
def ankang_harvest_change_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The lines of a run's plan with their differences and outcomes: {count, results}."""
    tk.check_access("ankang_harvest_change_list", context, data_dict)
    return shown.changes(_run(context, data_dict["run"]).id, data_dict)


@tk.validate_action_data(schema.harvest_run_create)
def ankang_harvest_run_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Start a run of one source; a run of it that is under way is returned instead."""
    tk.check_access("ankang_harvest_run_create", context, data_dict)
    name = data_dict["source"]
    if name not in find_sources(config.home()):
        raise tk.ValidationError({"source": [_no_source(name)]})
    _lock(name)
    last = HarvestRun.last_of(name)
    if last and _under_way(last):
        return shown.run(last)
    run = HarvestRun(source=name, again=data_dict["again"])
    model.Session.add(run)
    model.Session.flush()
    # The key keeps two jobs of one source from running at once, whatever their runs are.
    payload = {"run": run.id, "source": name}
    run.job_id = queue.enqueue(runs.KIND, payload, key=f"harvest {name}")
    model.Session.commit()
    return shown.run(run)


@tk.validate_action_data(schema.reference)
def ankang_harvest_run_cancel(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """End a run: one that waits at once, one that runs within seconds; what it published stays."""
    tk.check_access("ankang_harvest_run_cancel", context, data_dict)
    run = _run(context, data_dict["id"])
    if run.state not in RUNNING or not queue.cancel(model.Session, run.job_id):
        raise tk.ValidationError({"id": [tk._("这次采集已经结束，不能取消。")]})
    if run.state == "waiting":
        run.state, run.finished, run.phase = "cancelled", now(), "done"
    model.Session.commit()
    return shown.run(run)


@tk.validate_action_data(schema.harvest_item)
def ankang_harvest_item_release(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take an item out of quarantine: the next run reads it again."""
    tk.check_access("ankang_harvest_item_release", context, data_dict)
    chosen = select(HarvestRecord).filter_by(**data_dict).with_for_update()
    record = model.Session.scalar(chosen.execution_options(populate_existing=True))
    if record is None:
        raise tk.ObjectNotFound(tk._("来源没有这个条目。"))
    if record.state != "quarantined":
        raise tk.ValidationError({"identifier": [tk._("这个条目没有被隔离。")]})
    record.state, record.failures = "error", 0
    model.Session.commit()
    return shown.item(record)


@tk.validate_action_data(schema.harvest_source_tell)
def ankang_harvest_source_tell(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Choose when runs of a source (`id`) are told of: `always`, `error`, `change` or `never`."""
    tk.check_access("ankang_harvest_source_tell", context, data_dict)
    name = data_dict["id"]
    if name not in find_sources(config.home()):
        raise tk.ObjectNotFound(_no_source(name))
    telling.choose(name, data_dict["policy"])
    return {"id": name, "policy": telling.policy(name)}


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def ankang_harvest_record_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """What the source said of a package, raw and transformed, of the versions that the asker sees."""
    tk.check_access("ankang_harvest_record_show", context, data_dict)
    package = model.Package.get(data_dict["id"])
    record = contents.record_of(package.id if package else data_dict["id"])
    found = contents.shown(record, context) if record else None
    if found is None:
        raise tk.ObjectNotFound(tk._("没有来源记录，或者它还没有公开。"))
    return found


def _source(source: Source) -> dict[str, Any]:
    own = {"held": shown.open_items(source.name), "tell": telling.policy(source.name)}
    return {**shown.source(source), **own}


def _user(context: Context) -> str:
    """The asker; the portal itself sees everything."""
    if context.get("ignore_auth"):
        return str(tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])
    return str(context.get("user") or "")


def _run(context: Context, id_: str) -> HarvestRun:
    """A run of a source that the asker sees; any other does not exist for him."""
    run = model.Session.get(HarvestRun, id_)
    if run is None or run.source not in seeing.sources_for(_user(context)):
        raise tk.ObjectNotFound(tk._("没有这次采集"))
    return run


def _no_source(name: str) -> str:
    return tk._("没有名为 {name} 的来源").format(name=name)


def _under_way(run: HarvestRun) -> bool:
    """Whether a run still goes on; one whose job was given up is written off."""
    if run.state not in RUNNING:
        return False
    report = queue.reports(model.Session, [run.job_id]).get(run.job_id)
    if report and not report.over:
        return True
    reason = (report and report.error) or tk._("任务已不存在")
    runs.give_up(run.id, reason)
    return False


def _lock(source: str) -> None:
    """One run per source at a time, whoever asks."""
    key = func.hashtextextended(f"ankang.harvest:{source}", 0)
    model.Session.execute(select(func.pg_advisory_xact_lock(key)))
