"""The tables of the room `review`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from . import states
from .approval import Grant


def _id() -> Any:
    return mapped_column(sa.Text, primary_key=True, default=lambda: str(uuid4()))


def _time(**kwargs: Any) -> Any:
    return mapped_column(sa.DateTime(timezone=True), **kwargs)


def _text(**kwargs: Any) -> Any:
    return mapped_column(sa.Text, **kwargs)


class StandingApproval(tk.BaseModel):
    """A named person's approval, in advance, of what one source brings."""

    __tablename__ = "ankang_standing_approval"

    id: Mapped[str] = _id()
    source: Mapped[str] = _text()
    source_hash: Mapped[str] = _text()
    owner_org: Mapped[str] = _text()
    approver_name: Mapped[str] = _text()
    granted_by: Mapped[str] = _text()
    granted: Mapped[datetime] = _time(server_default=sa.func.now())
    expires: Mapped[datetime] = _time()
    limits: Mapped[dict[str, Any]] = mapped_column(JSONB)
    revoked: Mapped[datetime | None] = _time()
    revoked_by: Mapped[str | None] = _text()
    suspended: Mapped[datetime | None] = _time()
    suspended_reason: Mapped[str] = _text(server_default="")

    def grant(self, *, in_post: bool) -> Grant:
        """What `approval.refusal` judges; it ends when the approver leaves the post."""
        return Grant(
            source_hash=self.source_hash,
            owner_org=self.owner_org,
            expires=self.expires,
            limits=self.limits,
            revoked=self.revoked is not None,
            suspended=self.suspended is not None,
            in_post=in_post,
        )


class Case(tk.BaseModel):
    """What is reviewed, approved and published together."""

    __tablename__ = "ankang_case"

    id: Mapped[str] = _id()
    parent_id: Mapped[str | None] = _text()  # the case its items were cut out of
    title: Mapped[str] = _text()
    source: Mapped[str] = _text()
    source_hash: Mapped[str] = _text()
    approval_id: Mapped[str | None] = _text()
    state: Mapped[str] = _text(default=states.OPENED)
    created: Mapped[datetime] = _time(server_default=sa.func.now())
    created_by: Mapped[str] = _text()
    kind: Mapped[str] = _text(default="publish")
    profile: Mapped[str] = _text(default="harvest")
    department: Mapped[str | None] = _text()
    step: Mapped[str | None] = _text()  # whose turn it is; None when nobody's
    round: Mapped[int] = mapped_column(sa.Integer, default=1)
    due: Mapped[datetime | None] = _time()
    formed_on: Mapped[date | None] = mapped_column(sa.Date)

    def items(self) -> list[CaseItem]:
        """Its items in their order."""
        query = sa.select(CaseItem).where(CaseItem.case_id == self.id).order_by(CaseItem.position)
        return list(model.Session.scalars(query))

    def events(self) -> list[CaseEvent]:
        """What happened to it, oldest first."""
        query = sa.select(CaseEvent).where(CaseEvent.case_id == self.id).order_by(CaseEvent.id)
        return list(model.Session.scalars(query))


class CaseEvent(tk.BaseModel):
    """One dated event of a case."""

    __tablename__ = "ankang_case_event"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    case_id: Mapped[str] = _text()
    event: Mapped[str] = _text()
    actor: Mapped[str] = _text()
    at: Mapped[datetime] = _time(server_default=sa.func.clock_timestamp())
    reason: Mapped[str] = _text(default="")
    step: Mapped[str | None] = _text()
    post: Mapped[str | None] = _text()
    deputy_for: Mapped[str | None] = _text()
    round: Mapped[int] = mapped_column(sa.Integer, default=1)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class CaseItem(tk.BaseModel):
    """One dataset or document of a case, complete as it shall be published."""

    __tablename__ = "ankang_case_item"

    id: Mapped[str] = _id()
    case_id: Mapped[str] = _text()
    position: Mapped[int] = mapped_column(sa.Integer)
    identifier: Mapped[str] = _text()
    title: Mapped[str] = _text()
    item: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reasons: Mapped[list[str]] = mapped_column(JSONB)
    package_id: Mapped[str | None] = _text()
    published: Mapped[datetime | None] = _time()
    revision_id: Mapped[str | None] = _text()


class PostHolding(tk.BaseModel):
    """One person in one post of one department, from one day to another (Asia/Shanghai, inclusive)."""

    __tablename__ = "ankang_post_holding"

    id: Mapped[str] = _id()
    person: Mapped[str] = _text()
    post: Mapped[str] = _text()
    department: Mapped[str] = _text()
    starts: Mapped[date] = mapped_column(sa.Date)
    ends: Mapped[date | None] = mapped_column(sa.Date)
    ground: Mapped[str] = _text(default="")
    granted_by: Mapped[str] = _text()
    granted: Mapped[datetime] = _time(server_default=sa.func.now())
    revoked: Mapped[datetime | None] = _time()
    revoked_by: Mapped[str | None] = _text()


class Deputy(tk.BaseModel):
    """Who signs for the holder of a post while that one is away."""

    __tablename__ = "ankang_deputy"

    id: Mapped[str] = _id()
    holding_id: Mapped[str] = _text()
    person: Mapped[str] = _text()
    starts: Mapped[date] = mapped_column(sa.Date)
    ends: Mapped[date] = mapped_column(sa.Date)
    reason: Mapped[str] = _text()
    granted_by: Mapped[str] = _text()
    granted: Mapped[datetime] = _time(server_default=sa.func.now())
    revoked: Mapped[datetime | None] = _time()
    revoked_by: Mapped[str | None] = _text()


class ProfileGrant(tk.BaseModel):
    """A lighter profile, granted to a department by a named person until a day."""

    __tablename__ = "ankang_profile_grant"

    id: Mapped[str] = _id()
    profile: Mapped[str] = _text()
    department: Mapped[str] = _text()
    ground: Mapped[str] = _text()
    starts: Mapped[date] = mapped_column(sa.Date)
    ends: Mapped[date] = mapped_column(sa.Date)
    granted_by: Mapped[str] = _text()
    granted: Mapped[datetime] = _time(server_default=sa.func.now())
    revoked: Mapped[datetime | None] = _time()
    revoked_by: Mapped[str | None] = _text()


def as_dict(row: Any) -> dict[str, Any]:
    """All columns of a row, days and times (UTC) as ISO 8601."""
    values = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
