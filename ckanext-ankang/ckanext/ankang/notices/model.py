"""The tables of the room `notices`."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Notice(tk.BaseModel):
    """What the portal told one person; `key` names the occasion, so that nothing is told twice."""

    __tablename__ = "ankang_notice"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=lambda: str(uuid4()))
    person: Mapped[str] = mapped_column(sa.Text)  # the id of an account
    kind: Mapped[str] = mapped_column(sa.Text)
    key: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    link: Mapped[str] = mapped_column(sa.Text, default="")
    created: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
    read: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    mailed: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))


class NoticePreference(tk.BaseModel):
    """How one person wants notices by mail, since when."""

    __tablename__ = "ankang_notice_preference"

    person: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    mode: Mapped[str] = mapped_column(sa.Text)
    since: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
