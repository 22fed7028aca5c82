"""Once a day: what is overdue goes to the next post, and posts that ended lose their membership."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.common import _

from ckanext.ankang.jobs.interfaces import JobContext

from . import audit, membership, publishing, states
from .model import Case
from .profiles import profiles
from .recording import history, record

LOOKED_BACK = 30


def clocks_job(_job: JobContext, _payload: dict[str, Any]) -> None:
    """Escalate what is overdue, once for each step and round; hide urgent things without 补审."""
    overdue = sa.select(Case.id).where(Case.state == states.WAITING, Case.due < datetime.now(UTC))
    for id_ in list(model.Session.scalars(overdue)):
        _overdue(publishing.locked(id_))
        model.Session.commit()
    membership.follow_ended(LOOKED_BACK)
    model.Session.commit()


def _overdue(case: Case) -> None:
    past = history(case)
    if past.turn is None:  # signed meanwhile
        return
    if case.profile in _supplements():
        publishing.hide(case, publishing.actor(), _("补审没有在一个工作日内完成，已经自动隐藏。"))
        return
    step = past.turn.step
    if any(event.event == "escalate" and event.step == step.code for event in past.this_round):
        return
    told = past.profile.escalates_to(step)
    record(
        case,
        "escalate",
        publishing.actor(),
        _("“{step}”逾期未办。").format(step=step.label),
        detail={"posts": list(told)},
    )
    audit.record(publishing.actor(), "case.escalate", case.id, step=step.code, posts=list(told))


def _supplements() -> set[str]:
    return {profile.supplement for profile in profiles().values() if profile.supplement}
