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
            "broke_down": BROKE_DOWN in self.facts,
        }

    def as_dict(self) -> dict[str, Any]:
        """Return everything, as visible as the version it describes."""
        fields = ("report", "schema", "facts", "findings", "software")
        return {**self.summary(), **{field: getattr(self, field) for field in fields}}


class QualityScore(tk.BaseModel):
    """The quality score of a dataset on one day of Asia/Shanghai, with its reasons."""

    __tablename__ = "ankang_quality_score"
    __table_args__ = (sa.Index("ankang_quality_score_of_day", "day"),)

    dataset_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    points: Mapped[int] = mapped_column(sa.SmallInteger, nullable=False)
    dimensions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False)


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
