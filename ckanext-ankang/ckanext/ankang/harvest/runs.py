"""One run of a source: fetch, check, apply. What each step did is in tables: a run goes on where it stood.

Its job holds the lease (room `jobs`). Who lost it and does not know it yet is fenced off by the run's
epoch, which everyone raises who takes the run up: no step of an older epoch is committed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.ankang.catalogue.vocabularies import edition, fold
from ckanext.ankang.harvest import applying, checking, config, gathering, telling
from ckanext.ankang.harvest.model import HarvestChange, HarvestRecord, HarvestRun, now
from ckanext.ankang.harvest.work import OPEN, Work
from ckanext.ankang.jobs.errors import JobCancelled
from ckanext.ankang.jobs.interfaces import JobContext
from harvesters.engine import Engine
from harvesters.errors import HarvestError
from harvesters.source import source_hash

KIND, GIVEN_UP = "harvest.run", "harvest.given_up"
OVER = ("finished", "failed", "cancelled")


def run_job(job: JobContext, payload: dict[str, Any]) -> None:
    """Carry out the run that the payload names, from where it stands."""
    run = model.Session.get(HarvestRun, payload["run"], populate_existing=True)
    if run is None or run.state in OVER:
        # A job delivered twice finds its work done.
        return
    work = None
    try:
        directory = config.home() / run.source
        engine = Engine(directory, fold, edition=edition(), **config.engine_options())
        work = Work.take_up(job, run, engine.source, source_hash(directory))
        _carry_out(work, engine)
    except JobCancelled:
        model.Session.rollback()
        _end(run, work, "cancelled", "已取消")
        raise
    except HarvestError as error:
        # The source is at fault, and trying at once would not help: the schedule tries again.
        model.Session.rollback()
        _end(run, work, "failed", str(error))


def give_up_job(_job: JobContext, payload: dict[str, Any]) -> None:
    """End the run whose job was given up; the worker commits."""
    give_up(payload["run"], payload["reason"], cancelled=payload["state"] == "cancelled")


def give_up(run_id: str, reason: str, *, cancelled: bool = False) -> None:
    """End a run that no job carries out any more, and tell of it; never commits."""
    run = model.Session.get(HarvestRun, run_id, populate_existing=True)
    if run and run.state not in OVER:
        _finish(run, "cancelled" if cancelled else "failed", reason)


def _carry_out(work: Work, engine: Engine) -> None:
    if work.run.phase == "fetch":
        with tempfile.TemporaryDirectory(prefix="ankang-harvest-") as folder:
            gathering.Gathering(work, engine).carry_out(Path(folder))
    if work.run.phase == "check":
        checking.check(work)
    if work.run.phase == "apply":
        applying.apply(work)
    _end(work.run, work, "finished")


def _end(run: HarvestRun, work: Work | None, state: str, error: str = "") -> None:
    if work:
        work.hold()
    _finish(run, state, error)
    model.Session.commit()


def _finish(run: HarvestRun, state: str, error: str) -> None:
    model.Session.execute(
        sa.update(HarvestChange)
        .where(HarvestChange.run_id == run.id, HarvestChange.outcome.in_(OPEN))
        .values(outcome="stopped")
    )
    run.counts = {**run.counts, **_counted(run)}
    run.state, run.phase, run.error, run.finished = state, "done", error, now()
    telling.tell(run)


def _counted(run: HarvestRun) -> dict[str, int]:
    """How many lines of each kind the run has, and how many items of the source stand where."""
    kinds = _count(HarvestChange.kind, HarvestChange.run_id == run.id)
    here = HarvestRecord.source == run.source
    states = _count(HarvestRecord.state, here)
    guarded = _count(
        HarvestChange.outcome, HarvestChange.run_id == run.id, HarvestChange.outcome == "guarded"
    )
    public = _count(HarvestRecord.source, here, HarvestRecord.published_hash != "")
    return {
        **kinds,
        "guarded": guarded.get("guarded", 0),
        "published": public.get(run.source, 0),
        **{state: states.get(state, 0) for state in ("held", "waiting", "quarantined")},
    }


def _count(column: Any, *conditions: Any) -> dict[str, int]:
    query = sa.select(column, sa.func.count()).where(*conditions).group_by(column)
    return dict(model.Session.execute(query).tuples().all())
