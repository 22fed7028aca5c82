"""What is opened after a publication: 补审 of urgent ones, spot checks of lighter ones."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from ckan import model

from ckanext.ankang.jobs import queue

from . import audit, posts, process
from .model import Case, CaseItem, StandingApproval
from .profiles import profiles
from .recording import history, record

KIND = "afterwards"


def open_after(case: Case, items: list[CaseItem], actor: str) -> None:
    """Open the reviews that follow this publication, in its transaction."""
    profile = profiles()[case.profile]
    if profile.supplement:
        opened = _open(case, profile.supplement, items, actor)
        _plan_hiding(opened)
    if profile.spot_check and (chosen := _chosen(case, items)):
        _open(case, "spot_check", chosen, actor)


def in_post(grant: StandingApproval) -> bool:
    """Whether who gave a standing approval is still the head of the department."""
    return posts.holds(grant.approver_name, grant.owner_org, posts.LEADER)


def _chosen(case: Case, items: list[CaseItem]) -> list[CaseItem]:
    """All items of the first runs of a department, then the share that the profile says."""
    profile = profiles()[case.profile]
    runs = sa.select(sa.func.count()).where(
        Case.profile == case.profile, Case.department == case.department, Case.state == "published"
    )
    if (model.Session.scalar(runs) or 0) <= profile.whole_runs:
        return items
    return [item for item in items if process.spot_checked(item.id, profile.spot_check)]


def _open(case: Case, profile: str, items: list[CaseItem], actor: str) -> Case:
    """A case of its own over what is public already; it writes nothing when it is approved."""
    past = history(case)
    opened = Case(
        parent_id=case.id,
        title=case.title,
        source=case.source,
        source_hash=case.source_hash,
        kind=KIND,
        profile=profile,
        department=case.department,
        created_by=actor,
    )
    model.Session.add(opened)
    model.Session.flush()
    for item in items:
        model.Session.add(
            CaseItem(
                case_id=opened.id,
                position=item.position,
                identifier=item.identifier,
                title=item.title,
                item=item.item,
                reasons=[],
                package_id=item.package_id,
                revision_id=item.revision_id,
            )
        )
    model.Session.flush()
    people = {"authors": sorted(past.authors), "departments": [str(case.department)]}
    record(opened, "submit", actor, detail=people)
    audit.record(actor, "case.submit", opened.id, parent=case.id, profile=profile)
    return opened


def _plan_hiding(case: Case) -> None:
    """Have the whole supplementary review looked at when its one working day is over."""
    assert case.due is not None
    wait = (case.due - datetime.now(UTC)).total_seconds()
    queue.enqueue("review.hide", {"case_id": case.id}, key=f"hide:{case.id}", delay=max(wait, 0))
