"""Runs, and what is known of each item of each source."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from sqlalchemy import DateTime, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

Session = model.Session


def _id() -> str:
    return str(uuid.uuid4())


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class HarvestRun(tk.BaseModel):
    """One harvest of one source."""

    __tablename__ = "ankang_harvest_run"

    id: Mapped[str] = mapped_column(primary_key=True, default=_id)
    source: Mapped[str]
    source_hash: Mapped[str] = mapped_column(default="")
    job_id: Mapped[str] = mapped_column(default="")
    # waiting, running, finished, failed
    state: Mapped[str] = mapped_column(default="waiting")
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    started: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str] = mapped_column(default="")
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    # What happened to items that changed; an unchanged item leaves no line.
    report: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    warnings: Mapped[list[str]] = mapped_column(JSONB, default=list)

    @classmethod
    def last_of(cls, source: str) -> HarvestRun | None:
        """The newest run of a source."""
        query = Session.query(cls).filter_by(source=source)
        return query.order_by(cls.created.desc()).first()


class HarvestRecord(tk.BaseModel):
    """Where one item of a source stands."""

    __tablename__ = "ankang_harvest_record"
    __table_args__ = (UniqueConstraint("source", "identifier"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=_id)
    source: Mapped[str]
    identifier: Mapped[str]
    title: Mapped[str]
    package_id: Mapped[str]
    content_hash: Mapped[str] = mapped_column(default="")
    # pending, waiting, published, held, error
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    # SHA-256 of a file to its version: a run that is taken up again stores no file twice.
    versions: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    seen: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    vanished: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    run_id: Mapped[str] = mapped_column(default="")

    @classmethod
    def of(cls, source: str) -> dict[str, HarvestRecord]:
        """All items of a source by identifier."""
        found = Session.query(cls).filter_by(source=source).order_by(cls.identifier)
        return {record.identifier: record for record in found}
