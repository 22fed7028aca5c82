"""The rows of the room `reconciliation`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class Reconciliation(tk.BaseModel):
    """One comparison of everything, with what it found."""

    __tablename__ = "ankang_reconciliation"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=make_uuid)
    started: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=now
    )
    finished: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    mend: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, default=True)
    # Kind to {found, mended}.
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, default=dict)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False, default=list)

    def as_dict(self) -> dict[str, Any]:
        """Return it for administrators, times in UTC."""
        said = {name: getattr(self, name) for name in ("id", "mend", "counts", "findings")}
        return {**said, "started": _iso(self.started), "finished": _iso(self.finished)}


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
