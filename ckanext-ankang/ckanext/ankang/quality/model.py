"""The rows of the room `quality`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.dialects.postgresql import JSONB


def _now() -> datetime:
    return datetime.now(UTC)


class Validation(tk.BaseModel):
    """What was found in one version, once, by which software."""

    __tablename__ = "ankang_validation"
    __table_args__ = (sa.Index("ankang_validation_of", "version_id", "created"),)

    id = sa.Column(sa.Text, primary_key=True, default=make_uuid)
    version_id = sa.Column(sa.Text, nullable=False)
    created = sa.Column(sa.DateTime(timezone=True), nullable=False, default=_now)
    verdict = sa.Column(sa.Text, nullable=False)
    sentence = sa.Column(sa.Text, nullable=False)
    rows = sa.Column(sa.BigInteger, nullable=False)
    report = sa.Column(JSONB, nullable=False)
    schema = sa.Column(JSONB, nullable=False)
    facts = sa.Column(JSONB, nullable=False)
    findings = sa.Column(JSONB, nullable=False)
    software = sa.Column(JSONB, nullable=False)

    def summary(self) -> dict[str, Any]:
        """Return the verdict without any cell of the file."""
        return {
            "id": self.id,
            "version_id": self.version_id,
            "created": self.created.astimezone(UTC).isoformat(),
            "verdict": self.verdict,
            "sentence": self.sentence,
            "rows": self.rows,
        }

    def as_dict(self) -> dict[str, Any]:
        """Return everything, as visible as the version it describes."""
        fields = ("report", "schema", "facts", "findings", "software")
        return {**self.summary(), **{field: getattr(self, field) for field in fields}}
