"""The tables of the room `jobs`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped


class Job(tk.BaseModel):
    """One piece of background work; `queue` is the only writer."""

    __tablename__ = "ankang_job"

    id: Mapped[str] = sa.Column(sa.Text, primary_key=True)
    kind: Mapped[str] = sa.Column(sa.Text, nullable=False)
    payload: Mapped[dict[str, Any]] = sa.Column(JSONB, nullable=False)
    key: Mapped[str | None] = sa.Column(sa.Text)
    state: Mapped[str] = sa.Column(sa.Text, nullable=False)
    created: Mapped[datetime] = sa.Column(sa.DateTime(timezone=True), nullable=False)
    due: Mapped[datetime] = sa.Column(sa.DateTime(timezone=True), nullable=False)
    attempt: Mapped[int] = sa.Column(sa.Integer, nullable=False)
    worker: Mapped[str | None] = sa.Column(sa.Text)
    lease_until: Mapped[datetime | None] = sa.Column(sa.DateTime(timezone=True))
    started: Mapped[datetime | None] = sa.Column(sa.DateTime(timezone=True))
    ended: Mapped[datetime | None] = sa.Column(sa.DateTime(timezone=True))
    done: Mapped[int] = sa.Column(sa.BigInteger, nullable=False)
    total: Mapped[int | None] = sa.Column(sa.BigInteger)
    note: Mapped[str] = sa.Column(sa.Text, nullable=False)
    error: Mapped[str] = sa.Column(sa.Text, nullable=False)
    cancel_requested: Mapped[bool] = sa.Column(sa.Boolean, nullable=False)

    def as_dict(self) -> dict[str, Any]:
        """All columns, times as ISO 8601 in UTC."""
        values = {column.name: getattr(self, column.name) for column in self.__table__.columns}
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}
