"""The tables of the room `drafts`."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column


class Revision(tk.BaseModel):
    """A dataset (or document) as it shall be: a snapshot that nobody sees but who works on it."""

    __tablename__ = "ankang_revision"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=lambda: str(uuid4()))
    package_id: Mapped[str] = mapped_column(sa.Text)
    type: Mapped[str] = mapped_column(sa.Text, default="dataset")
    department: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text, default="")
    kind: Mapped[str] = mapped_column(sa.Text, default="publish")
    base: Mapped[str | None] = mapped_column(sa.Text)
    edit: Mapped[int] = mapped_column(sa.Integer, default=1)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    editors: Mapped[list[str]] = mapped_column(JSONB, default=list)
    state: Mapped[str] = mapped_column(sa.Text, default="draft")
    case_id: Mapped[str | None] = mapped_column(sa.Text)
    created: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
    created_by: Mapped[str] = mapped_column(sa.Text)
    saved: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
    saved_by: Mapped[str] = mapped_column(sa.Text)
    published: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    # What was public when this was begun: the first side of a three-way difference.
    base_content: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class RevisionSave(tk.BaseModel):
    """What one save replaced, so that an earlier edit can be told from the present one."""

    __tablename__ = "ankang_revision_save"

    revision_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    edit: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    replaced: Mapped[dict[str, Any]] = mapped_column(JSONB)
    saved: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp()
    )
    saved_by: Mapped[str] = mapped_column(sa.Text)


class RevisionAnswer(tk.BaseModel):
    """What a clerk wrote on the sheet 处理单 to one finding, or to one line of a reviewer's."""

    __tablename__ = "ankang_revision_answer"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    revision_id: Mapped[str] = mapped_column(sa.Text)
    # The version that came with the answer.
    version_id: Mapped[str] = mapped_column(sa.Text)
    asked: Mapped[str] = mapped_column(sa.Text)
    answer: Mapped[str] = mapped_column(sa.Text)
    said: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())
    said_by: Mapped[str] = mapped_column(sa.Text)
