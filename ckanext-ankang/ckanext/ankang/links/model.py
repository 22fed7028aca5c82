"""The rows of the room `links`: what each outside link is like now, and every look at it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .intervals import Standing


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class Link(tk.BaseModel):
    """One outside link: a resource's, or without one the address that its dataset or document came from.

    `id` is the resource's, or that of the package with the name of the field (register.OUTSIDE).
    """

    __tablename__ = "ankang_link"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    resource_id: Mapped[str | None] = mapped_column(sa.Text)
    package_id: Mapped[str] = mapped_column(sa.Text, nullable=False)
    url: Mapped[str] = mapped_column(sa.Text, nullable=False)
    outcome: Mapped[Any] = mapped_column(sa.Text)
    same: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)
    failures: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)
    state: Mapped[str] = mapped_column(sa.Text, nullable=False, default="new")
    since: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=now)
    due: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=now)
    looked: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(sa.Text, nullable=False, default="")

    @property
    def standing(self) -> Standing:
        """What the rules know of it."""
        return Standing(self.outcome, self.same, self.failures)

    @standing.setter
    def standing(self, standing: Standing) -> None:
        self.outcome, self.same = standing.outcome, standing.same
        self.failures, self.state = standing.failures, standing.state


class LinkLook(tk.BaseModel):
    """One look at a link."""

    __tablename__ = "ankang_link_look"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    link_id: Mapped[str] = mapped_column(sa.Text, nullable=False)
    looked: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
    outcome: Mapped[str] = mapped_column(sa.Text, nullable=False)
    status: Mapped[int | None] = mapped_column(sa.Integer)
    reason: Mapped[str] = mapped_column(sa.Text, nullable=False, default="")

    def as_dict(self) -> dict[str, Any]:
        """What its department may know."""
        said = {name: getattr(self, name) for name in ("outcome", "status", "reason")}
        return {"looked": self.looked.astimezone(UTC).isoformat(), **said}
