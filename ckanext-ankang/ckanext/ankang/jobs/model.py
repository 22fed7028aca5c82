"""The tables of the room `jobs`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column


class Job(tk.BaseModel):
    """One piece of background work; `queue` is the only writer."""

    __tablename__ = "ankang_job"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.Text, nullable=False)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    key: Mapped[str | None] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, nullable=False)
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
    due: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
    priority: Mapped[int] = mapped_column(sa.SmallInteger, nullable=False)
    attempt: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    worker: Mapped[str | None] = mapped_column(sa.Text)
    lease_until: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    started: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    ended: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    done: Mapped[int] = mapped_column(sa.BigInteger, nullable=False)
    total: Mapped[int | None] = mapped_column(sa.BigInteger)
    note: Mapped[str] = mapped_column(sa.Text, nullable=False)
    error: Mapped[str] = mapped_column(sa.Text, nullable=False)
    cancel_requested: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)

    def as_dict(self) -> dict[str, Any]:
        """All columns, times as ISO 8601 in UTC."""
        values = {column.name: getattr(self, column.name) for column in self.__table__.columns}
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}
