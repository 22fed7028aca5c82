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


class QualityScore(tk.BaseModel):
    """The quality score of a dataset on one day of Asia/Shanghai, with its reasons."""

    __tablename__ = "ankang_quality_score"
    __table_args__ = (sa.Index("ankang_quality_score_of_day", "day"),)

    dataset_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    points: Mapped[int] = mapped_column(sa.SmallInteger, nullable=False)
    dimensions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False)
