"""Who holds which post today: person × post × department × from–to, deputies too."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model

from .model import Deputy, PostHolding, ProfileGrant
from .process import Held
from .recording import today

CLERK = "clerk"
LEADER = "leader"
PLATFORM = ("platform_reviewer", "platform_supervisor")


def held_by(person: str) -> list[Held]:
    """The posts that a person may act in today, his own first."""
    own = model.Session.scalars(standing(PostHolding).where(PostHolding.person == person))
    return [
        *(Held(one.post, one.department) for one in own),
        *(Held(one.post, one.department, one.person) for one in _deputised(person)),
    ]


def holds(person: str, department: str | None, *posts: str) -> bool:
    """Whether a person may act today in one of these posts of that department."""
    return any(one.post in posts and one.department == department for one in held_by(person))


def holders(department: str | None, *posts: str) -> list[str]:
    """The names of those who hold one of these posts today; of the platform's, wherever they sit."""
    query = standing(PostHolding).where(PostHolding.post.in_(posts))
    if not set(posts) & set(PLATFORM):
        query = query.where(PostHolding.department == department)
    return sorted({one.person for one in model.Session.scalars(query)})


def standing(table: Any) -> Any:
    """The rows of holdings, deputies or profile grants that hold today."""
    day = today()
    return sa.select(table).where(
        table.revoked.is_(None),
        table.starts <= day,
        sa.or_(table.ends.is_(None), table.ends >= day),
    )


def granted(profile: str, department: str) -> bool:
    """Whether that department may use the lighter profile today."""
    query = standing(ProfileGrant).where(
        ProfileGrant.profile == profile, ProfileGrant.department == department
    )
    return model.Session.scalar(query.limit(1)) is not None


def _deputised(person: str) -> list[PostHolding]:
    """The posts of those for whom this person stands in today, and who hold them still."""
    query = standing(PostHolding).join(Deputy, Deputy.holding_id == PostHolding.id)
    return list(
        model.Session.scalars(
            query.where(
                Deputy.person == person,
                Deputy.revoked.is_(None),
                Deputy.starts <= today(),
                Deputy.ends >= today(),
            )
        )
    )
