"""The rows of the room `files`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.dialects.postgresql import JSONB
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
    hidden: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    erased: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    # When its bytes were last read again, and what was wrong with them.
    checked: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    fault: Mapped[str | None] = mapped_column(sa.Text)

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


class Publication(tk.BaseModel):
    """What a dataset said of itself when a case made it public."""

    __tablename__ = "ankang_file_publication"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    package_id: Mapped[str] = mapped_column(sa.Text, nullable=False)
    published: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)


class VersionDifference(tk.BaseModel):
    """Two versions of a resource compared, once; without `rows` the files cannot be compared."""

    __tablename__ = "ankang_file_difference"

    old_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    new_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    created: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )
    found: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    rows: Mapped[bytes | None] = mapped_column(sa.LargeBinary)


class Erasure(tk.BaseModel):
    """What was hidden for a ground, and perhaps erased; it names nothing of what it held.

    `address` is the SHA-256 of the dataset's name, so that the old address finds its page.
    """

    __tablename__ = "ankang_erasure"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=make_uuid)
    kind: Mapped[str] = mapped_column(sa.Text, nullable=False)
    package_id: Mapped[str] = mapped_column(sa.Text, nullable=False)
    address: Mapped[str] = mapped_column(sa.Text, nullable=False)
    department: Mapped[str | None] = mapped_column(sa.Text)
    version_ids: Mapped[list[str] | None] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(sa.Text, nullable=False)
    ground: Mapped[str] = mapped_column(sa.Text, nullable=False)
    hidden: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )
    hidden_by: Mapped[str] = mapped_column(sa.Text, nullable=False)
    was_private: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    requested_by: Mapped[str | None] = mapped_column(sa.Text)
    confirmed_by: Mapped[str | None] = mapped_column(sa.Text)
    ended: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    kept: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False, default=list)
    resource_ids: Mapped[list[str]] = mapped_column(JSONB, nullable=False, default=list)
    backups: Mapped[list[str]] = mapped_column(JSONB, nullable=False, default=list)

    def as_dict(self) -> dict[str, Any]:
        """Return it for those who work on it, times in UTC."""
        hidden = ("address", "was_private")
        names = [column.name for column in self.__table__.columns if column.name not in hidden]
        values = {name: getattr(self, name) for name in names}
        return {k: _iso(v) if isinstance(v, datetime) else v for k, v in values.items()}


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
