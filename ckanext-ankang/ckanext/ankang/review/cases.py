"""Opening cases, handing them in again, and what opens them by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.common import _

from ckanext.ankang.catalogue.remembered import remembering
from ckanext.ankang.jobs import queue

from . import approval, audit, checking, followups, posts, publishing, routine
from .model import Case, CaseItem, StandingApproval
from .process import NotAllowed, Refused
from .profiles import Profile, profiles
from .recording import history, record
from .writing import absent

# The one who opened the case publishes it at once; the job comes after him if he died.
RESCUE = 60
PUBLISH, WITHDRAW = "publish", "withdraw"


def open_case(order: dict[str, Any], items: list[dict[str, Any]], actor: str) -> dict[str, Any]:
    """Check the items, hold back the bad ones, and hand the good ones to whose turn it is.

    `order`: title, source, source_hash, profile, kind, department, formed_on, authors, joint, run_items. What a
    standing approval covers is published at once.
    """
    case = _case(order, actor)
    model.Session.add(case)
    model.Session.flush()
    add_items(case, items)
    rows = case.items()
    _check_profile(case, rows, actor)
    people = _people(case, rows, order, actor)
    bad = [row for row in rows if row.reasons]
    good = [row for row in rows if not row.reasons]
    if bad and good:
        publishing.cut_out(case, bad, people)
    size = order.get("run_items") or 0
    approved = (
        _submit(case, good, actor, people, size) if good else publishing.hold(case, bad, people)
    )
    model.Session.commit()
    if approved:
        publishing.publish(case.id)
    return _result(case)


def resubmit(
    case_id: str, items: list[dict[str, Any]], authors: list[str], actor: str
) -> dict[str, Any]:
    """Hand a returned case in again, corrected: its next round begins with the first step."""
    case = publishing.locked(case_id)
    past = history(case)
    if actor not in past.authors | {case.created_by}:
        raise NotAllowed("只有起草人可以重新提交案卷。")
    for row in case.items():
        model.Session.delete(row)
    model.Session.flush()
    add_items(case, items)
    rows = case.items()
    _check_profile(case, rows, actor)
    known = dict.fromkeys(one for event in past.events for one in event.departments)
    order = {"authors": [*past.authors, *authors], "joint": list(known)}
    people = _people(case, rows, order, actor)
    bad = [row for row in rows if row.reasons]
    if bad and len(bad) < len(rows):
        publishing.cut_out(case, bad, people)
    record(case, "resubmit", actor, detail=people | _proofread(case))
    audit.record(actor, "case.resubmit", case.id, items=len(rows) - len(bad), round=case.round)
    if len(bad) == len(rows):
        publishing.hold(case, bad, people)
    model.Session.commit()
    return _result(case)


def add_items(case: Case, items: list[dict[str, Any]]) -> None:
    """Store the items of a case in their order, with the reasons against each."""
    with remembering(absent([item["package"] for item in items])):
        for position, item in enumerate(items):
            model.Session.add(_case_item(case, position, item, items))
    model.Session.flush()


def plan_publishing(case: Case) -> None:
    """Have the next worker publish an approved case if this process dies."""
    queue.enqueue("review.publish", {"case_id": case.id}, key=f"publish:{case.id}", delay=RESCUE)


def _case(order: dict[str, Any], actor: str) -> Case:
    kind = order.get("kind") or PUBLISH
    formed = order.get("formed_on")
    return Case(
        title=order["title"],
        source=order.get("source") or "",
        source_hash=order.get("source_hash") or "",
        kind=kind,
        profile=order.get("profile") or _usual(kind, order.get("source")),
        department=order.get("department"),
        formed_on=date.fromisoformat(formed) if formed else None,
        created_by=actor,
    )


def _usual(kind: str, source: str | None) -> str:
    """The profile of what names none: a source's things may have a standing approval."""
    if kind == WITHDRAW:
        return "withdrawal"
    return "harvest" if source else "standard"


def _case_item(
    case: Case, position: int, item: dict[str, Any], items: list[dict[str, Any]]
) -> CaseItem:
    package = dict(item["package"])
    if owner := checking.department_id(package.get("owner_org")):
        package["owner_org"] = owner
    item = {**item, "package": package}
    return CaseItem(
        case_id=case.id,
        position=position,
        identifier=item["identifier"],
        title=package["title"],
        item=item,
        reasons=[] if case.kind == WITHDRAW else checking.reasons(item, items),
        package_id=package["id"],
        revision_id=item.get("revision_id"),
    )


def _check_profile(case: Case, rows: list[CaseItem], actor: str) -> None:
    """Refuse a profile that the department may not use for this; raises `Refused`."""
    profile = profiles().get(case.profile)
    if profile is None or profile.afterwards:
        raise Refused("没有审核流程“{profile}”。", profile=case.profile)
    case.department = case.department or str(rows[0].item["package"].get("owner_org") or "")
    if profile.withdraws and case.kind != WITHDRAW:
        raise Refused("审核流程“{profile}”只用于下线。", profile=profile.label)
    if profile.by_portal:
        if model.User.get(actor) and actor != publishing.actor():
            raise NotAllowed("审核流程“{profile}”只由平台自身发起。", profile=profile.label)
        return
    if not posts.holds(actor, case.department, posts.CLERK):
        raise NotAllowed("您在该部门没有“科室经办人”岗位，不能提交审核。请联系平台管理员登记岗位。")
    if profile.lighter and not posts.granted(profile.code, case.department):
        raise Refused(
            "该部门没有获准使用审核流程“{profile}”，或者批准已经到期。请改用“标准”流程，或请平台管理员批准。",
            profile=profile.label,
        )
    _check_size(profile, rows)
    if profile.updates_only:
        routine.check([row.item["package"] for row in rows])


def _check_size(profile: Profile, rows: list[CaseItem]) -> None:
    if profile.most_items and len(rows) > profile.most_items:
        raise Refused(
            "审核流程“{profile}”一次最多{most}项，本案卷有{count}项。请分开提交。",
            profile=profile.label,
            most=profile.most_items,
            count=len(rows),
        )


def _people(
    case: Case, rows: list[CaseItem], order: dict[str, Any], actor: str
) -> dict[str, list[str]]:
    """The authors, and the departments whose data it is: the one that publishes comes first."""
    joint = [_organisation(one) for one in order.get("joint") or ()]
    departments = dict.fromkeys([case.department, *_owners(rows), *joint])
    signing = [str(one) for one in departments if one]
    profile = profiles()[case.profile]
    if len(signing) > 1 and not any(step.joint for step in profile.steps):
        raise Refused(
            "审核流程“{profile}”没有会签，不能涉及其他部门的内容。", profile=profile.label
        )
    return {"authors": sorted({actor, *(order.get("authors") or ())}), "departments": signing}


def _owners(rows: list[CaseItem]) -> list[Any]:
    """The departments whose things these are, and whose they would become."""
    stored = sa.select(model.Package.owner_org).where(
        model.Package.id.in_([row.package_id for row in rows])
    )
    wanted = [row.item["package"].get("owner_org") for row in rows]
    return [*wanted, *sorted(filter(None, model.Session.scalars(stored)))]


def _organisation(name: str) -> str:
    found = model.Group.get(name)
    if found is None or not found.is_organization:
        raise Refused("没有部门“{name}”。", name=name)
    return str(found.id)


def _proofread(case: Case) -> dict[str, list[str]]:
    """By handing in, an author signs the proofreading that his profile leaves to him."""
    own = profiles()[case.profile].author_proofreads
    return {"proofread": list(own)} if own else {}


def _submit(
    case: Case, items: list[CaseItem], actor: str, people: dict[str, list[str]], size: int
) -> bool:
    """Approve the case if a standing approval covers it, else let it wait for whose turn it is.

    `size` is how many items its run brings in all: the approval's limit is not passed by parts.
    """
    if not profiles()[case.profile].standing:
        record(case, "submit", actor, detail=people | _proofread(case))
        audit.record(actor, "case.submit", case.id, items=len(items), profile=case.profile)
        return False
    grant = latest_approval(case.source)
    packages = [item.item["package"] for item in items]
    if grant is None:
        refusal: str | None = _("数据源没有常设批准，需要逐案审批。")
    else:
        refusal = approval.refusal(
            grant.grant(in_post=followups.in_post(grant)),
            case.source_hash,
            packages,
            datetime.now(UTC),
            size,
        )
        _suspend_if_changed(grant, case)
    if refusal or grant is None:
        record(case, "submit", actor, refusal or "", detail=people)
        audit.record(actor, "case.submit", case.id, items=len(items), reason=refusal)
        return False
    case.approval_id = grant.id
    record(
        case,
        "approve",
        grant.approver_name,
        _("依据常设批准。"),
        detail=people | {"approval": grant.id},
    )
    audit.record(actor, "case.approve", case.id, approval=grant.id, approver=grant.approver_name)
    plan_publishing(case)
    return True


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


def latest_approval(source: str) -> StandingApproval | None:
    """The newest approval of a source that is not revoked."""
    query = sa.select(StandingApproval).where(
        StandingApproval.source == source, StandingApproval.revoked.is_(None)
    )
    # Held until the end of this transaction: a revocation meanwhile comes before or after it.
    newest = query.order_by(StandingApproval.granted.desc()).limit(1).with_for_update()
    return model.Session.scalar(newest.execution_options(populate_existing=True))


def _result(opened: Case) -> dict[str, Any]:
    """What `ankang_case_open` answers, read anew: publishing may have cut items out."""
    query = sa.select(Case).where(
        sa.or_(
            Case.id == opened.id,
            sa.and_(Case.parent_id == opened.id, Case.kind == opened.kind),
        )
    )
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
