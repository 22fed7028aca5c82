"""Items that their source lists no more: marked, after some days withdrawn by review, revived when listed."""

from __future__ import annotations

from collections.abc import Container
from datetime import timedelta

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.ankang.harvest import config
from ckanext.ankang.harvest.model import HarvestChange, HarvestRecord, HarvestRun, now
from ckanext.ankang.harvest.plan import Change
from ckanext.ankang.harvest.work import system_context

# Lines whose case is open.
WAITING = ("guarded", "waiting")


def overdue(source: str) -> list[Change]:
    """What was marked so long ago that it is to be withdrawn."""
    days = config.vanished_days()
    chosen = sa.select(HarvestRecord).where(
        HarvestRecord.source == source,
        HarvestRecord.published_hash != "",
        HarvestRecord.vanished < now() - timedelta(days=days),
    )
    return [
        Change(
            "vanished",
            record.identifier,
            record.title,
            reason=f"来源已有 {days} 天不再列出，下线",
        )
        for record in model.Session.scalars(chosen.order_by(HarvestRecord.identifier))
    ]


def waiting(source: str) -> dict[str, str]:
    """The items whose withdrawal waits for a person, each with its case."""
    chosen = (
        sa.select(HarvestChange.identifier, HarvestChange.case_id)
        .join(HarvestRun, HarvestRun.id == HarvestChange.run_id)
        .where(
            HarvestRun.source == source,
            HarvestChange.kind == "vanished",
            HarvestChange.outcome.in_(WAITING),
            HarvestChange.case_id.is_not(None),
        )
    )
    return {id_: str(case) for id_, case in model.Session.execute(chosen)}


def take_back(source: str, seen: Container[object]) -> None:
    """Withdraw the cases about items that are listed again: nobody has to decide on them."""
    cases = {case for id_, case in waiting(source).items() if id_ in seen}
    for case in sorted(cases):
        withdraw(case, "条目重新出现在来源列表中，不需要再确认。")


def withdraw(case: str, reason: str) -> None:
    """Take back a case that the portal itself opened, before it is decided."""
    tk.get_action("ankang_case_decide")(
        system_context(), {"id": case, "decision": "withdraw", "reason": reason}
    )


def recently_gone(source: str, days: int) -> int:
    """How many public items were marked or withdrawn in that time without a person's word."""
    chosen = sa.select(sa.func.count()).where(
        HarvestRecord.source == source,
        HarvestRecord.vanished >= now() - timedelta(days=days),
        HarvestRecord.confirmed.is_(False),
        sa.or_(HarvestRecord.published_hash != "", HarvestRecord.state == "withdrawn"),
    )
    return model.Session.scalar(chosen) or 0
