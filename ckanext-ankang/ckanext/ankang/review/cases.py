"""Opening and deciding cases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.common import _

from ckanext.ankang.jobs import queue

from . import approval, audit, checking, publishing
from .model import Case, CaseItem, StandingApproval

# The one who opened the case publishes it at once; the job comes after him if he died.
RESCUE = 60


def open_case(
    title: str, source: str, source_hash: str, items: list[dict[str, Any]], actor: str
) -> dict[str, Any]:
    """Check the items, hold back the bad ones, and publish the good ones if they are approved."""
    case = Case(title=title, source=source, source_hash=source_hash, created_by=actor)
    model.Session.add(case)
    model.Session.flush()
    for position, item in enumerate(items):
        model.Session.add(_case_item(case, position, item))
    model.Session.flush()
    rows = case.items()
    bad = [row for row in rows if row.reasons]
    good = [row for row in rows if not row.reasons]
    if bad and good:
        publishing.cut_out(case, bad)
    approved = _submit(case, good, actor) if good else publishing.hold(case, bad)
    model.Session.commit()
    if approved:
        publishing.publish(case.id)
    return _result(case.id)


def decide(case_id: str, decision: str, reason: str, actor: str) -> Case:
    """Approve (and publish) or reject a case that waits; raises `ImpossibleStep`."""
    case = publishing.locked(case_id)
    case.record(decision, actor, reason)
    audit.record(actor, f"case.{decision}", case.id, reason=reason)
    if decision == "approve":
        _plan_publishing(case)
    model.Session.commit()
    if decision == "approve":
        publishing.publish(case.id)
    return case


def _case_item(case: Case, position: int, item: dict[str, Any]) -> CaseItem:
    package = dict(item["package"])
    if owner := model.Group.get(package.get("owner_org")):
        package["owner_org"] = owner.id
    item = {**item, "package": package}
    return CaseItem(
        case_id=case.id,
        position=position,
        identifier=item["identifier"],
        title=package["title"],
        item=item,
        reasons=checking.reasons(item),
        package_id=package["id"],
    )


def _submit(case: Case, items: list[CaseItem], actor: str) -> bool:
    """Approve the case if a standing approval covers it, else let it wait for a person."""
    grant = _latest_approval(case.source)
    packages = [item.item["package"] for item in items]
    if grant is None:
        refusal: str | None = _("数据源没有常设批准，需要逐案审批。")
    else:
        refusal = approval.refusal(grant.grant(), case.source_hash, packages, datetime.now(UTC))
        _suspend_if_changed(grant, case)
    if refusal or grant is None:
        case.record("submit", actor, refusal or "")
        audit.record(actor, "case.submit", case.id, items=len(items), reason=refusal)
        return False
    case.approval_id = grant.id
    case.record("approve", grant.approver_name, _("依据常设批准。"))
    audit.record(actor, "case.approve", case.id, approval=grant.id, approver=grant.approver_name)
    _plan_publishing(case)
    return True


def _plan_publishing(case: Case) -> None:
    queue.enqueue("review.publish", {"case_id": case.id}, key=f"publish:{case.id}", delay=RESCUE)


def _suspend_if_changed(grant: StandingApproval, case: Case) -> None:
    """An approval of other code than that which now runs is suspended, with its reason."""
    if grant.source_hash == case.source_hash or grant.suspended:
        return
    grant.suspended = datetime.now(UTC)
    grant.suspended_reason = _("数据源的配置或解析程序有改动（新校验值 {hash}）。").format(
        hash=case.source_hash
    )
    audit.record(
        publishing.actor(),
        "approval.suspend",
        grant.id,
        reason=grant.suspended_reason,
        case=case.id,
    )


def _latest_approval(source: str) -> StandingApproval | None:
    query = sa.select(StandingApproval).where(
        StandingApproval.source == source, StandingApproval.revoked.is_(None)
    )
    # Held until the end of this transaction: a revocation meanwhile comes before or after it.
    newest = query.order_by(StandingApproval.granted.desc()).limit(1).with_for_update()
    return model.Session.scalar(newest.execution_options(populate_existing=True))


def _result(case_id: str) -> dict[str, Any]:
    """What `ankang_case_open` answers, read anew: publishing may have cut items out."""
    query = sa.select(Case).where(sa.or_(Case.id == case_id, Case.parent_id == case_id))
    found = model.Session.scalars(query.order_by(Case.created)).all()
    items = [item for case in found for item in case.items()]
    return {
        "cases": [{"id": case.id, "state": case.state, "title": case.title} for case in found],
        "published": [item.package_id for item in items if item.published],
        "held": [
            {"identifier": item.identifier, "title": item.title, "reasons": item.reasons}
            for item in items
            if item.reasons
        ],
    }
