"""Sources, runs and their lines as those see them who may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.harvest import config
from ckanext.ankang.harvest.model import HarvestChange, HarvestRecord, HarvestRun, now
from ckanext.ankang.harvest.work import system_context
from ckanext.ankang.jobs import queue
from harvesters.schedule import parse
from harvesters.source import Source, source_hash

Json = dict[str, Any]
UNDER_WAY = ("waiting", "running")
# A source that missed two of its times is overdue.
MISSED = 2
# Lines, runs or items in one answer.
MOST = 200


def source(described: Source) -> Json:
    """A source with its health, its next run, and the items that are not published."""
    name, digest = described.name, source_hash(config.home() / described.name)
    last, success = HarvestRun.last_of(name), _last_success(name)
    counts = _states(name)
    return {
        "name": name,
        "title": described.title,
        "department": described.department,
        "departments": list(described.departments),
        "type": described.type,
        "kind": described.kind,
        "schedule": described.schedule,
        "next_run": parse(described.schedule).after(now()).isoformat(),
        "last_success": success.isoformat() if success else None,
        "health": _health(described, last, success, counts),
        "source_hash": digest,
        "approval": described.approval.model_dump(),
        "standing": [_standing(described, one, digest) for one in described.departments],
        "counts": counts,
        "published": counts.get("published", 0),
        "vanished": _vanished(name),
        "run": run(last) if last else None,
    }


def _standing(described: Source, department: str, digest: str) -> Json:
    """Whether a department's head has approved in advance what these very files bring; if not, why."""
    asked = {"source": described.approval_key(department), "source_hash": digest}
    listed = tk.get_action("ankang_standing_approval_list")(system_context(), asked)
    # The newest that is not revoked is the one that a case is judged by.
    standing = next((one for one in listed if not one["revoked"]), None)
    group = model.Group.get(department)
    return {
        "department": department,
        "title": group.title if group else department,
        "refusal": standing["refusal"] if standing else tk._("没有常设批准，需要逐案审批。"),
        "expires": standing["expires"] if standing else None,
    }


def open_items(name: str) -> list[Json]:
    """The items of a source that are not published, and why; the first of them."""
    chosen = sa.select(HarvestRecord).where(
        HarvestRecord.source == name, HarvestRecord.state.not_in(("published", "withdrawn"))
    )
    return [
        item(one)
        for one in model.Session.scalars(chosen.order_by(HarvestRecord.identifier).limit(MOST))
    ]


def item(record: HarvestRecord) -> Json:
    """Where one item stands."""
    return {
        "identifier": record.identifier,
        "title": record.title,
        "state": record.state,
        "reason": record.reason,
        "failures": record.failures,
        "package_id": record.package_id,
        "vanished": record.vanished.isoformat() if record.vanished else None,
        "versions": list(record.versions.values()),
    }


def run(found: HarvestRun) -> Json:
    """A run without its lines."""
    return {
        "id": found.id,
        "source": found.source,
        "state": found.state,
        "phase": found.phase,
        "job_id": found.job_id,
        "again": found.again,
        "error": found.error,
        "counts": found.counts,
        "created": found.created.isoformat(),
        "started": found.started.isoformat() if found.started else None,
        "finished": found.finished.isoformat() if found.finished else None,
    }


def whole_run(found: HarvestRun) -> Json:
    """A run with how far it is, its outcomes, its errors and, apart from them, its warnings."""
    errors = _lines(found.id).where(HarvestChange.kind == "error").limit(MOST)
    return {
        **run(found),
        # While it reads, its lines tell what it found so far; at the end of the reading it counts for itself.
        "counts": {**_kinds(found.id), **found.counts},
        "progress": _progress(found),
        "outcomes": _outcomes(found.id),
        "warnings": found.warnings,
        "errors": [change(line) for line in model.Session.scalars(errors)],
    }


def changes(run_id: str, asked: Json) -> Json:
    """Lines of a run in their order: {count, results}."""
    chosen = _lines(run_id)
    for name in ("kind", "outcome"):
        if asked.get(name):
            chosen = chosen.where(getattr(HarvestChange, name) == asked[name])
    count = sa.select(sa.func.count()).select_from(chosen.order_by(None).subquery())
    page = chosen.offset(asked["start"]).limit(min(asked["rows"], MOST))
    return {
        "count": model.Session.scalar(count),
        "results": [change(line) for line in model.Session.scalars(page)],
    }


def change(line: HarvestChange) -> Json:
    """One line of a run's plan."""
    return {
        "identifier": line.identifier,
        "title": line.title,
        "change": line.kind,
        "outcome": line.outcome,
        "reason": line.reason,
        "differences": line.differences,
        "case_id": line.case_id,
        "content": line.content,
    }


def runs(names: list[str], asked: Json) -> Json:
    """Runs of these sources, the newest first: {count, results}."""
    chosen = sa.select(HarvestRun).where(HarvestRun.source.in_(names))
    count = sa.select(sa.func.count()).select_from(chosen.subquery())
    page = chosen.order_by(HarvestRun.created.desc(), HarvestRun.id)
    page = page.offset(asked["start"]).limit(min(asked["rows"], MOST))
    return {
        "count": model.Session.scalar(count),
        "results": [run(found) for found in model.Session.scalars(page)],
    }


def _lines(run_id: str) -> Any:
    return sa.select(HarvestChange).where(HarvestChange.run_id == run_id).order_by(HarvestChange.id)


def _progress(found: HarvestRun) -> Json | None:
    report = queue.reports(model.Session, [found.job_id]).get(found.job_id)
    if report is None or found.state not in UNDER_WAY:
        return None
    return {
        "done": report.done,
        "total": report.total,
        "note": report.note,
        "attempt": report.attempt,
    }


def _outcomes(run_id: str) -> dict[str, int]:
    return _counted(HarvestChange.outcome, run_id)


def _kinds(run_id: str) -> dict[str, int]:
    return _counted(HarvestChange.kind, run_id)


def _counted(column: Any, run_id: str) -> dict[str, int]:
    chosen = sa.select(column, sa.func.count()).where(HarvestChange.run_id == run_id)
    return dict(model.Session.execute(chosen.group_by(column)).tuples().all())


def _states(name: str) -> dict[str, int]:
    chosen = sa.select(HarvestRecord.state, sa.func.count()).where(HarvestRecord.source == name)
    return dict(model.Session.execute(chosen.group_by(HarvestRecord.state)).tuples().all())


def _vanished(name: str) -> int:
    marked = sa.select(sa.func.count()).where(
        HarvestRecord.source == name,
        HarvestRecord.state == "published",
        HarvestRecord.vanished.is_not(None),
    )
    return model.Session.scalar(marked) or 0


def _last_success(name: str) -> datetime | None:
    chosen = sa.select(sa.func.max(HarvestRun.finished)).where(
        HarvestRun.source == name, HarvestRun.state == "finished"
    )
    return model.Session.scalar(chosen)


def _health(
    described: Source, last: HarvestRun | None, success: datetime | None, counts: dict[str, int]
) -> str:
    """never, failing, overdue, faulty (items in error or quarantine, a source not read to its end) or well."""
    # While its first run goes on, nothing can be said of it yet.
    if last is None or (success is None and last.state in UNDER_WAY):
        return "never"
    if last.state == "failed":
        return "failing"
    if success is None or success < _overdue(described):
        return "overdue"
    now_wrong = [last.counts.get(name) for name in ("error", "broken_off")]
    faults = (counts.get("error"), counts.get("quarantined"), *now_wrong)
    return "faulty" if any(faults) else "well"


def _overdue(described: Source) -> datetime:
    longest: timedelta = parse(described.schedule).longest
    return datetime.now(UTC) - MISSED * longest
