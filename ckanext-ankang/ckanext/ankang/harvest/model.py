"""Runs and their lines, what is known of each item of each source, and what its records said."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy import DateTime, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

Session = model.Session


def _id() -> str:
    return str(uuid.uuid4())


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def _moment(**kwargs: Any) -> Any:
    return mapped_column(DateTime(timezone=True), **kwargs)


def _json(default: type) -> Any:
    return mapped_column(JSONB, default=default)


class HarvestRun(tk.BaseModel):
    """One harvest of one source; its job holds the lease, `epoch` fences off who lost it."""

    __tablename__ = "ankang_harvest_run"

    id: Mapped[str] = mapped_column(primary_key=True, default=_id)
    source: Mapped[str]
    source_hash: Mapped[str] = mapped_column(default="")
    job_id: Mapped[str] = mapped_column(default="")
    again: Mapped[bool] = mapped_column(default=False)
    # waiting, running, finished, failed, cancelled
    state: Mapped[str] = mapped_column(default="waiting")
    # fetch, check, apply, done
    phase: Mapped[str] = mapped_column(default="fetch")
    epoch: Mapped[int] = mapped_column(default=0)
    created: Mapped[datetime] = _moment(default=now)
    started: Mapped[datetime | None] = _moment()
    finished: Mapped[datetime | None] = _moment()
    error: Mapped[str] = mapped_column(default="")
    counts: Mapped[dict[str, int]] = _json(dict)
    warnings: Mapped[list[str]] = _json(list)

    @classmethod
    def last_of(cls, source: str) -> HarvestRun | None:
        """The newest run of a source."""
        query = Session.query(cls).filter_by(source=source)
        return query.order_by(cls.created.desc()).first()


class HarvestChange(tk.BaseModel):
    """One line of a run's plan: what is to become of one item, and what became of it."""

    __tablename__ = "ankang_harvest_change"
    __table_args__ = (UniqueConstraint("run_id", "identifier"),)

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    run_id: Mapped[str]
    identifier: Mapped[str]
    title: Mapped[str]
    # add, change, vanished, error
    kind: Mapped[str]
    differences: Mapped[dict[str, Any]] = _json(dict)
    # fetched, checked, ready, guarded, waiting, published, held, left, marked, withdrawn, error, stopped
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    case_id: Mapped[str | None]
    content: Mapped[str] = mapped_column(default="")
    shape: Mapped[list[Any]] = _json(list)


class HarvestRecord(tk.BaseModel):
    """Where one item of a source stands."""

    __tablename__ = "ankang_harvest_record"
    __table_args__ = (UniqueConstraint("source", "identifier"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=_id)
    source: Mapped[str]
    identifier: Mapped[str]
    title: Mapped[str]
    package_id: Mapped[str]
    # What was last brought to review, what is public, and what a person left as it is.
    content_hash: Mapped[str] = mapped_column(default="")
    published_hash: Mapped[str] = mapped_column(default="")
    left_hash: Mapped[str] = mapped_column(default="")
    # pending, waiting, published, held, error, quarantined, withdrawn
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    # The source's own fields, as they were last brought: no form changes them.
    fields: Mapped[dict[str, Any]] = _json(dict)
    # SHA-256 of a file to its version: a run that is taken up again stores no file twice.
    versions: Mapped[dict[str, str]] = _json(dict)
    # The columns and the number of rows of each published file.
    shape: Mapped[list[Any]] = _json(list)
    # What the list said of the item, and what the server said of its files, when it was last read.
    fingerprint: Mapped[str] = mapped_column(default="")
    read_hash: Mapped[str] = mapped_column(default="")
    validators: Mapped[dict[str, Any]] = _json(dict)
    failures: Mapped[int] = mapped_column(default=0)
    seen: Mapped[datetime] = _moment(default=now)
    vanished: Mapped[datetime | None] = _moment()
    # A person said that it is gone: the guard does not count it again.
    confirmed: Mapped[bool] = mapped_column(default=False)
    run_id: Mapped[str] = mapped_column(default="")

    @classmethod
    def of(cls, source: str) -> dict[str, HarvestRecord]:
        """All items of a source by identifier."""
        found = Session.query(cls).filter_by(source=source).order_by(cls.identifier)
        return {record.identifier: record for record in found}


class HarvestContent(tk.BaseModel):
    """What a source said of an item, raw and transformed, once for each content hash."""

    __tablename__ = "ankang_harvest_content"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    raw: Mapped[bytes] = mapped_column(sa.LargeBinary)
    raw_type: Mapped[str] = mapped_column(default="")
    transformed: Mapped[dict[str, Any]] = _json(dict)
    # The kinds of personal data that were found in it.
    findings: Mapped[list[str]] = _json(list)
    created: Mapped[datetime] = _moment(default=now)
