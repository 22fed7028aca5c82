"""The rows of the room `files`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


def _now() -> datetime:
    return datetime.now(UTC)


class FileVersion(tk.BaseModel):
    """Bytes that never change: what was handed in, when, and under which name."""

    __tablename__ = "ankang_file_version"
    __table_args__ = (
        sa.UniqueConstraint("resource_id", "number", name="ankang_file_version_number"),
    )

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    resource_id: Mapped[str | None] = mapped_column(sa.Text)
    # The department a version waits in before a resource exists for it (harvest).
    owner_org: Mapped[str | None] = mapped_column(sa.Text)
    number: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    name: Mapped[str] = mapped_column(sa.Text, nullable=False)
    media_type: Mapped[str] = mapped_column(sa.Text, nullable=False)
    size: Mapped[int] = mapped_column(sa.BigInteger, nullable=False)
    sha256: Mapped[str] = mapped_column(sa.Text, nullable=False)
    location: Mapped[str] = mapped_column(sa.Text, nullable=False, unique=True)
    created: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )
    created_by: Mapped[str | None] = mapped_column(sa.Text)
    source: Mapped[str] = mapped_column(sa.Text, nullable=False)
    published: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    def as_dict(self) -> dict[str, Any]:
        """Return what a reader may know; who handed it in and where it lies stay inside."""
        return {
            "id": self.id,
            "resource_id": self.resource_id,
            "number": self.number,
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
            "created": _iso(self.created),
            "source": self.source,
            "published": _iso(self.published),
            "url": self.url,
        }

    @property
    def url(self) -> str:
        """Where the version is downloaded."""
        return f"{tk.config['ckan.site_url']}/version/{self.id}/{quote(self.name, safe='')}"


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
