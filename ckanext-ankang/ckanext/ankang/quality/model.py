"""The rows of the room `quality`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

# The fact that no judgement was reached: the fence failed, which need not be the file's fault.
BROKE_DOWN = "broke_down"


def _now() -> datetime:
    return datetime.now(UTC)


class Validation(tk.BaseModel):
    """What was found in one version, once, by which software."""

    __tablename__ = "ankang_validation"
    __table_args__ = (sa.Index("ankang_validation_of", "version_id", "created"),)

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=make_uuid)
    version_id: Mapped[str] = mapped_column(sa.Text, nullable=False)
    created: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )
    verdict: Mapped[str] = mapped_column(sa.Text, nullable=False)
    sentence: Mapped[str] = mapped_column(sa.Text, nullable=False)
    rows: Mapped[int] = mapped_column(sa.BigInteger, nullable=False)
    report: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    schema: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False)
    software: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)

    def summary(self) -> dict[str, Any]:
        """Return the verdict without any cell of the file."""
        return {
            "id": self.id,
            "version_id": self.version_id,
            "created": self.created.astimezone(UTC).isoformat(),
            "verdict": self.verdict,
            "sentence": self.sentence,
            "rows": self.rows,
            BROKE_DOWN: BROKE_DOWN in self.facts,
            "software": self.software,
        }

    def as_dict(self) -> dict[str, Any]:
        """Return everything, as visible as the version it describes."""
        fields = ("report", "schema", "facts", "findings")
        return {**self.summary(), **{field: getattr(self, field) for field in fields}}


class QualityScore(tk.BaseModel):
    """The quality score of a dataset on one day of Asia/Shanghai, with its reasons."""

    __tablename__ = "ankang_quality_score"
    __table_args__ = (sa.Index("ankang_quality_score_of_day", "day"),)

    dataset_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    points: Mapped[int] = mapped_column(sa.SmallInteger, nullable=False)
    dimensions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False)


class ResourceColumn(tk.BaseModel):
    """One column of a resource: its id belongs to its header title for the life of the resource.

    `first_version` and `last_version` are the numbers of the public versions that have it; both
    are empty while an id is only reserved by a publisher who described a waiting column.
    """

    __tablename__ = "ankang_column"
    __table_args__ = (
        # A retired id stays, so that it is never given again, but its title is another column's.
        sa.Index(
            "ankang_column_title",
            "resource_id",
            "title",
            unique=True,
            postgresql_where=sa.text("NOT retired"),
        ),
    )

    resource_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    column_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    title: Mapped[str] = mapped_column(sa.Text, nullable=False)
    first_version: Mapped[int | None] = mapped_column(sa.Integer)
    last_version: Mapped[int | None] = mapped_column(sa.Integer)
    retired: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, default=False)


class ColumnDecision(tk.BaseModel):
    """What a person said of a vanished and a new column: one renamed, or two."""

    __tablename__ = "ankang_column_decision"
    __table_args__ = (sa.Index("ankang_column_decision_of", "resource_id", "decided"),)

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=make_uuid)
    resource_id: Mapped[str] = mapped_column(sa.Text, nullable=False)
    column_id: Mapped[str] = mapped_column(sa.Text, nullable=False)
    old_title: Mapped[str] = mapped_column(sa.Text, nullable=False)
    new_title: Mapped[str] = mapped_column(sa.Text, nullable=False)
    renamed: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    # What an undo puts back.
    last_version: Mapped[int | None] = mapped_column(sa.Integer)
    retired_id: Mapped[str | None] = mapped_column(sa.Text)
    decided_by: Mapped[str] = mapped_column(sa.Text, nullable=False)
    decided: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )
    # When the register followed: with the version's own case, or approved by a reviewer.
    approved: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    approved_by: Mapped[str | None] = mapped_column(sa.Text)
    undone_by: Mapped[str | None] = mapped_column(sa.Text)
    undone: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    # Why a reviewer rejected it.
    reason: Mapped[str | None] = mapped_column(sa.Text)

    def as_dict(self) -> dict[str, Any]:
        """Return the decision for whoever may edit the resource."""
        return {
            "id": self.id,
            "column_id": self.column_id,
            "old_title": self.old_title,
            "new_title": self.new_title,
            "renamed": self.renamed,
            "decided_by": self.decided_by,
            "decided": self.decided.astimezone(UTC).isoformat(),
            "approved": self.approved.astimezone(UTC).isoformat() if self.approved else None,
        }


class ConfirmedColumn(tk.BaseModel):
    """What a publisher confirmed of one column, revision after revision; none is ever changed.

    Only what was decided about it is added: approved, by a reviewer or with the case of a version
    (`decided_by` is empty then), or rejected with a reason. Undecided, it waits.
    """

    __tablename__ = "ankang_table_schema"

    resource_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    column_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    revision: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    # A field of a Table Schema without its name; empty where a confirmation was undone.
    descriptor: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    # The revision that an undo put back; the next undo goes on before it.
    restores: Mapped[int | None] = mapped_column(sa.Integer)
    created_by: Mapped[str] = mapped_column(sa.Text, nullable=False)
    created: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )
    approved: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    rejected: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    decided_by: Mapped[str | None] = mapped_column(sa.Text)
    reason: Mapped[str | None] = mapped_column(sa.Text)


class ValidationBatch(tk.BaseModel):
    """Many versions that somebody had validated at once, and how they were chosen."""

    __tablename__ = "ankang_validation_batch"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=make_uuid)
    created: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )
    created_by: Mapped[str | None] = mapped_column(sa.Text)
    chosen: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)


class ValidationBatchItem(tk.BaseModel):
    """One version of a batch with the job that validates it, which other batches may share."""

    __tablename__ = "ankang_validation_batch_item"

    batch_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    job_id: Mapped[str] = mapped_column(sa.Text, nullable=False)


class FindingRelease(tk.BaseModel):
    """One held finding of one file that a reviewer let pass, and why; revoked, it stays as history."""

    __tablename__ = "ankang_finding_release"
    __table_args__ = (sa.Index("ankang_finding_release_of", "version_id"),)

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=make_uuid)
    version_id: Mapped[str] = mapped_column(sa.Text, nullable=False)
    sha256: Mapped[str] = mapped_column(sa.Text, nullable=False)
    kind: Mapped[str] = mapped_column(sa.Text, nullable=False)
    column: Mapped[str] = mapped_column(sa.Text, nullable=False)
    reason: Mapped[str] = mapped_column(sa.Text, nullable=False)
    released: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )
    released_by: Mapped[str] = mapped_column(sa.Text, nullable=False)
    revoked: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    revoked_by: Mapped[str | None] = mapped_column(sa.Text)

    def as_dict(self) -> dict[str, Any]:
        """Return who let what pass, when and why, times in UTC."""
        return {
            "id": self.id,
            "version_id": self.version_id,
            "kind": self.kind,
            "column": self.column,
            "reason": self.reason,
            "released": self.released.astimezone(UTC).isoformat(),
            "released_by": self.released_by,
            "revoked": self.revoked.astimezone(UTC).isoformat() if self.revoked else None,
            "revoked_by": self.revoked_by,
        }
