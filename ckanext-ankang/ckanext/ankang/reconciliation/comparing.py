"""Everything is compared with everything: each room does its share, the result is kept and told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.notices.kinds import kinds as notices

from . import config
from .interfaces import Finding, IReconciliation
from .kinds import kinds
from .model import Reconciliation, now

DAILY, NOW = "reconciliation.daily", "reconciliation.now"
NOTICE = "reconciled"


def daily_job(job: JobContext, _payload: dict[str, Any]) -> None:
    """Compare if the last comparison is old enough; half a day of leeway keeps it on its weekday."""
    last = last_finished()
    if last is None or now() - last >= timedelta(days=config.days(), hours=-12):
        compare(mend=True, job=job)


def now_job(job: JobContext, payload: dict[str, Any]) -> None:
    """Compare because somebody asked for it."""
    compare(mend=bool(payload.get("mend")), job=job)


def ask(mend: bool) -> str:
    """Have it done by the worker; one that waits already stands for this one. Never commits."""
    return queue.enqueue(NOW, {"mend": mend}, key=f"{NOW}:{mend}")


def compare(*, mend: bool, job: JobContext | None = None) -> Reconciliation:
    """Ask every room, keep what was found, and tell the administrators if anything was."""
    row = Reconciliation(mend=mend, started=now())
    counts: dict[str, dict[str, int]] = {}
    listed: list[dict[str, object]] = []
    for number, finding in enumerate(_findings(mend), start=1):
        counted = counts.setdefault(finding.kind, {"found": 0, "mended": 0})
        counted["found"] += 1
        counted["mended"] += finding.mended
        if len(listed) < config.findings():
            listed.append(finding.as_dict())
        if job:
            job.progress(number)
    row.counts, row.findings, row.finished = counts, listed, now()
    model.Session.add(row)
    model.Session.flush()
    _tell(row)
    model.Session.commit()
    return row


def last_finished() -> Any:
    """When the last comparison that mends ended."""
    ended = sa.func.max(Reconciliation.finished)
    return model.Session.scalar(sa.select(ended).where(Reconciliation.mend))


def _findings(mend: bool) -> Iterator[Finding]:
    for plugin in p.PluginImplementations(IReconciliation):
        for finding in plugin.reconcile(mend):
            # A kind without a name would be a finding that nobody understands.
            assert finding.kind in kinds(), finding.kind
            yield finding


def _tell(row: Reconciliation) -> None:
    found = sum(counted["found"] for counted in row.counts.values())
    mended = sum(counted["mended"] for counted in row.counts.values())
    if not found:
        return
    people = sa.select(model.User.id).where(model.User.sysadmin, model.User.state == "active")
    portal = tk.get_action("get_site_user")({"ignore_auth": True, "defer_commit": True}, {})["name"]
    notice = {
        "persons": list(model.Session.scalars(people.where(model.User.name != portal))),
        "kind": NOTICE,
        "key": f"reconciliation:{row.id}",
        "title": tk._(notices()[NOTICE].sentence).format(found=found, mended=mended),
        "link": str(tk.h.url_for("ankang_reconciliation.index", locale="default")),
    }
    tk.get_action("ankang_notice_send")({"ignore_auth": True}, notice)
