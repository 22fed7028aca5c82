"""The rows of the room `renditions`."""

from __future__ import annotations

from datetime import UTC, datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


def _now() -> datetime:
    return datetime.now(UTC)


class Rendition(tk.BaseModel):
    """A file made of a text; `source` is the digest of all it says, `template` its layout."""

    __tablename__ = "ankang_rendition"

    package_id: Mapped[str] = mapped_column(
        sa.ForeignKey("package.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    format: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    source: Mapped[str] = mapped_column(sa.Text, nullable=False)
    template: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    sha256: Mapped[str] = mapped_column(sa.Text, nullable=False)
    size: Mapped[int] = mapped_column(sa.BigInteger, nullable=False)
    made: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=_now)
