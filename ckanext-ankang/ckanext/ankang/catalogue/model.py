"""The rows of the room `catalogue`."""

from __future__ import annotations

from datetime import UTC, date, datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.orm import Mapped, mapped_column


def _now() -> datetime:
    return datetime.now(UTC)


class CatalogueCode(tk.BaseModel):
    """One 信息资源代码 and the dataset that has it for good; rows are only ever added."""

    __tablename__ = "ankang_catalogue_code"

    code: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    prefix: Mapped[str] = mapped_column(sa.Text, nullable=False)
    number: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    package_id: Mapped[str] = mapped_column(sa.Text, nullable=False, unique=True)
    assigned: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )


class PlanItem(tk.BaseModel):
    """One line of a year's 清单: what a department will open, and by which month."""

    __tablename__ = "ankang_catalogue_plan"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=make_uuid)
    department: Mapped[str] = mapped_column(sa.Text, nullable=False)
    title: Mapped[str] = mapped_column(sa.Text, nullable=False)
    month: Mapped[date] = mapped_column(sa.Date, nullable=False)
    openness: Mapped[str] = mapped_column(sa.Text, nullable=False)
    entered: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )
    entered_by: Mapped[str] = mapped_column(sa.Text, nullable=False)


class CatalogueUpload(tk.BaseModel):
    """A file that its author has looked at and not yet confirmed: one a person."""

    __tablename__ = "ankang_catalogue_upload"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=make_uuid)
    name: Mapped[str] = mapped_column(sa.Text, nullable=False)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, nullable=False)
    created: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, default=_now
    )
    created_by: Mapped[str] = mapped_column(sa.Text, nullable=False, unique=True)
