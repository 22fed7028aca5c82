"""CKAN's membership follows the posts: who is 经办人 writes in a department, other posts belong to it."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from ckan import model

from . import posts
from .model import PostHolding
from .recording import today

EDITOR, MEMBER, ADMIN = "editor", "member", "admin"


def follow(person: str, department: str) -> None:
    """Give or take the membership that a person's posts in a department imply; never commits."""
    user = model.User.get(person)
    assert user is not None
    wanted = _capacity(person, department)
    member = model.Session.scalar(
        sa.select(model.Member).where(
            model.Member.table_name == "user",
            model.Member.table_id == user.id,
            model.Member.group_id == department,
        )
    )
    if member is None:
        if wanted:
            # A membership made with the id alone loses it: its relationship to the group is set, too.
            group = model.Session.get(model.Group, department)
            made = model.Member(group, user.id, department, "user", wanted)
            model.Session.add(made)
    elif wanted is None:
        member.state = model.State.DELETED
    else:
        # A department's own CKAN administrator stays that; the posts say nothing of it.
        kept = member.capacity == ADMIN and member.state == model.State.ACTIVE
        member.capacity = ADMIN if kept else wanted
        member.state = model.State.ACTIVE
    model.Session.flush()


def follow_ended(days: int) -> None:
    """Take the memberships of posts that ended by themselves in these last days."""
    ended = sa.select(PostHolding.person, PostHolding.department).where(
        PostHolding.ends < today(), PostHolding.ends >= today() - timedelta(days=days)
    )
    for person, department in model.Session.execute(ended.distinct()).all():
        follow(person, department)


def _capacity(person: str, department: str) -> str | None:
    """By the posts of today and those that begin later."""
    query = sa.select(PostHolding.post).where(
        PostHolding.person == person,
        PostHolding.department == department,
        PostHolding.revoked.is_(None),
        sa.or_(PostHolding.ends.is_(None), PostHolding.ends >= today()),
    )
    held = set(model.Session.scalars(query))
    if posts.CLERK in held:
        return EDITOR
    return MEMBER if held else None
