"""Follows as they are kept: one row for each person and thing, in the caller's transaction."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from .model import Follow

DOCUMENT, SEARCH = "document", "search"


def follow(person: str, kind: str, target: str) -> Follow:
    """Follow something once; following it again changes nothing."""
    new = insert(Follow).values(id=model.types.make_uuid(), person=person, kind=kind, target=target)
    model.Session.execute(new.on_conflict_do_nothing(index_elements=["person", "kind", "target"]))
    chosen = sa.select(Follow).where(Follow.person == person, Follow.kind == kind)
    return model.Session.scalars(chosen.where(Follow.target == target)).one()


def unfollow(person: str, id: str) -> bool:
    """Whether there was such a follow of this person, which is gone now."""
    gone = sa.delete(Follow).where(Follow.id == id, Follow.person == person).returning(Follow.id)
    return bool(model.Session.scalars(gone).all())


def of_person(person: str) -> list[Follow]:
    """What a person follows, the latest first."""
    chosen = sa.select(Follow).where(Follow.person == person)
    return list(model.Session.scalars(chosen.order_by(Follow.created.desc(), Follow.id)))


def all_follows() -> list[Follow]:
    """Every follow, those of the same thing one after the other."""
    return list(model.Session.scalars(sa.select(Follow).order_by(Follow.kind, Follow.target)))


def as_dict(one: Follow) -> dict[str, Any]:
    """A follow as the actions show it."""
    return {
        "id": one.id,
        "kind": one.kind,
        "target": one.target,
        "created": one.created.isoformat(),
    }
