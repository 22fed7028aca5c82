"""What the steps of a run share: the run under its fence, its lines, its items."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Context

from ckanext.ankang.harvest.model import HarvestChange, HarvestRecord, HarvestRun, now
from ckanext.ankang.jobs.config import lease
from ckanext.ankang.jobs.errors import LeaseLost
from ckanext.ankang.jobs.interfaces import JobContext
from harvesters.source import Source

# Outcomes of lines with which the run is not done yet.
OPEN = ("fetched", "checked", "ready")
# Between two words about how far it is: an unchanged run writes next to nothing.
SECONDS = 1.0


@dataclass
class Work:
    """A run that this worker took up; nothing of it is committed once another has."""

    job: JobContext
    run: HarvestRun
    source: Source
    epoch: int
    _told: float = field(default=0.0)

    @classmethod
    def take_up(cls, job: JobContext, run: HarvestRun, source: Source, digest: str) -> Work:
        """Begin a run or go on with it, and fence off whoever had it before."""
        model.Session.refresh(run, with_for_update=True)
        run.epoch += 1
        run.state, run.started, run.source_hash = "running", run.started or now(), digest
        model.Session.commit()
        return cls(job, run, source, run.epoch)

    def hold(self) -> None:
        """Keep the run in this transaction; raises `LeaseLost` if another worker took it up.

        Who stops here and does not come back (a frozen machine) holds others up for two leases at most.
        """
        model.Session.execute(
            sa.text("SELECT set_config('idle_in_transaction_session_timeout', :wait, true)"),
            {"wait": f"{2 * lease()}s"},
        )
        chosen = sa.select(HarvestRun.epoch).where(HarvestRun.id == self.run.id)
        if model.Session.scalar(chosen.with_for_update()) != self.epoch:
            raise LeaseLost

    def commit(self) -> None:
        """Commit what belongs to the run, unless another worker has it."""
        self.hold()
        model.Session.commit()

    def tell(self, done: int, total: int, note: str) -> None:
        """Show how far the run is, once a second; stops here if somebody cancelled it."""
        if time.monotonic() - self._told >= SECONDS or done == total:
            self.job.progress(done, total, note)
            self._told = time.monotonic()

    def lines(self, *outcomes: str) -> sa.Select[tuple[HarvestChange]]:
        """The lines of the run with these outcomes, in their order."""
        chosen = sa.select(HarvestChange).where(
            HarvestChange.run_id == self.run.id, HarvestChange.outcome.in_(outcomes)
        )
        return chosen.order_by(HarvestChange.id)

    def records(self, identifiers: Collection[str]) -> dict[str, HarvestRecord]:
        """These items of the source, as far as they are known."""
        chosen = sa.select(HarvestRecord).where(
            HarvestRecord.source == self.run.source, HarvestRecord.identifier.in_(identifiers)
        )
        return {record.identifier: record for record in model.Session.scalars(chosen)}


def system_context() -> Context:
    """The context in which the portal itself acts."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": user["name"]}
