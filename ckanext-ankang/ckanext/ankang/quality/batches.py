"""Many versions validated at once: which, by whom, and how far they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from packaging.version import Version

from ckanext.ankang.files import versions
from ckanext.ankang.jobs import queue

from . import runs, validations
from .model import ValidationBatch, ValidationBatchItem

Json = dict[str, Any]
STATES = ("waiting", "running", "done", "quarantined", "cancelled")
FAILED = ("quarantined", "cancelled")


@dataclass(frozen=True)
class Choice:
    """Which versions: of some resources, a dataset, a department, or everything; then filtered."""

    resource_ids: Sequence[str] = ()
    dataset_id: str | None = None
    organization_id: str | None = None
    everything: bool = False
    every_version: bool = False
    without_report: bool = False
    verdict: str | None = None
    older_than: str | None = None

    def version_ids(self) -> list[str]:
        """The versions, the newest of each resource unless every one is meant."""
        found = versions.of_resources(self._resources(), newest=not self.every_version)
        known = validations.summaries(version.id for version in found)
        return [version.id for version in found if self._fits(known.get(version.id))]

    def _resources(self) -> list[str]:
        """Files of datasets are tables; what a document carries is the documents' to judge."""
        found = (
            sa.select(model.Resource.id)
            .join(model.Package, model.Package.id == model.Resource.package_id)
            .where(model.Package.type == "dataset", model.Package.state != "deleted")
            .where(model.Resource.state == "active")
        )
        if self.resource_ids:
            found = found.where(model.Resource.id.in_(self.resource_ids))
        if self.dataset_id:
            found = found.where(model.Package.id == self.dataset_id)
        if self.organization_id:
            found = found.where(model.Package.owner_org == self.organization_id)
        return list(model.Session.scalars(found))

    def _fits(self, validation: Json | None) -> bool:
        if validation is None:
            return not (self.verdict or self.older_than)
        if self.without_report or (self.verdict and validation["verdict"] != self.verdict):
            return False
        used = Version(validation["software"]["ckanext-ankang"])
        return not self.older_than or used < Version(self.older_than)


def start(version_ids: list[str], *, chosen: Json, user: str | None) -> ValidationBatch:
    """Put a job for each version behind everything urgent, in the caller's transaction."""
    batch = ValidationBatch(created_by=user, chosen=chosen)
    model.Session.add(batch)
    model.Session.flush()
    jobs = runs.start(version_ids, priority=queue.BULK)
    model.Session.add_all(
        ValidationBatchItem(batch_id=batch.id, version_id=version_id, job_id=job_id)
        for version_id, job_id in jobs.items()
    )
    model.Session.flush()
    return batch


def items(batch_id: str) -> list[tuple[ValidationBatchItem, queue.Report]]:
    """Return the versions of a batch with their jobs, those that need a look or move first."""
    found = sa.select(ValidationBatchItem).where(ValidationBatchItem.batch_id == batch_id)
    rows = list(model.Session.scalars(found.order_by(ValidationBatchItem.version_id)))
    jobs = queue.reports(model.Session, (row.job_id for row in rows))
    known = [(row, jobs[row.job_id]) for row in rows if row.job_id in jobs]
    order = ("running", "quarantined", "waiting", "cancelled", "done")
    return sorted(known, key=lambda item: order.index(item[1].state))


def counts(jobs: Iterable[queue.Report]) -> dict[str, int]:
    """Return how many jobs are in each state, and how many there are."""
    states = Counter(job.state for job in jobs)
    return {state: states[state] for state in STATES} | {"total": states.total()}


def cancel(batch_id: str) -> int:
    """Cancel what waits or runs, in the caller's transaction; return how many that were."""
    under_way = [job.id for _, job in items(batch_id) if not job.over]
    return sum(queue.cancel(model.Session, job_id) for job_id in under_way)


def retry(batch_id: str) -> int:
    """Start anew what was put aside or cancelled, in the caller's transaction."""
    failed = [row for row, job in items(batch_id) if job.state in FAILED]
    jobs = runs.start((row.version_id for row in failed), priority=queue.BULK)
    for row in failed:
        row.job_id = jobs[row.version_id]
    model.Session.flush()
    return len(failed)
