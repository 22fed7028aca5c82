"""The cases and posts of somebody who leaves: his successor answers for the cases, the posts end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.ankang.catalogue.vocabularies import label

from . import audit, membership, posts, states
from .model import Case, PostHolding


def lines(leaver: str, department: str) -> list[str]:
    """The open cases that the leaver handed in, and the posts that he holds, in a department."""
    return [
        *(tk._("案卷：{title}").format(title=one.title) for one in _cases(leaver, department)),
        *(
            tk._("岗位到此为止：{post}").format(post=label("posts", one.post))
            for one in _holdings(leaver, department)
        ),
    ]


def hand_over(leaver: str, successor: str, department: str, actor: str) -> None:
    """Name the successor as who handed the cases in, and end the leaver's posts today."""
    for case in _cases(leaver, department):
        case.created_by = successor
        audit.record(actor, "case.handover", case.id, leaver=leaver, successor=successor)
    for holding in _holdings(leaver, department):
        holding.revoked, holding.revoked_by = datetime.now(UTC), actor
        audit.record(actor, "post.revoke", holding.id, person=leaver, post=holding.post)
    model.Session.flush()
    membership.follow(leaver, department)


def _cases(leaver: str, department: str) -> Sequence[Case]:
    found = sa.select(Case).where(
        Case.created_by == leaver,
        Case.department == department,
        Case.state.not_in(states.ENDS),
    )
    return model.Session.scalars(found.order_by(Case.created, Case.id)).all()


def _holdings(leaver: str, department: str) -> Sequence[PostHolding]:
    found = posts.standing(PostHolding).where(
        PostHolding.person == leaver, PostHolding.department == department
    )
    return model.Session.scalars(found.order_by(PostHolding.id)).all()
