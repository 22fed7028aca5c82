"""The tables of the room `citations`: what can be cited, and what cites it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .resolution import Text


class CitableText(tk.BaseModel):
    """A text of the library by the names under which it is cited."""

    __tablename__ = "ankang_citable_text"

    package_id: Mapped[str] = mapped_column(
        sa.ForeignKey("package.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.Text)
    document_number: Mapped[str] = mapped_column(sa.Text, default="")
    published: Mapped[date | None]
    day_from: Mapped[date | None]
    first_published: Mapped[date | None]

    def as_text(self) -> Text:
        """The text as `resolution` knows it."""
        return Text(
            self.package_id,
            self.number,
            self.document_number,
            self.published,
            self.day_from,
            self.first_published,
        )


class DocumentCitation(tk.BaseModel):
    """One citation of one text: a span under an anchor, what it names, and what that is here.

    `anchor` is empty for what the header says (制定依据). `key` finds the citations that a new
    document may answer; `target_id` and `target_number` are derived and made again.
    """

    __tablename__ = "ankang_document_citation"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=lambda: str(uuid4()))
    package_id: Mapped[str] = mapped_column(sa.ForeignKey("package.id", ondelete="CASCADE"))
    number: Mapped[int]
    anchor: Mapped[str] = mapped_column(sa.Text)
    start: Mapped[int] = mapped_column(default=0)
    stop: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.Text, default="")
    key: Mapped[str] = mapped_column(sa.Text, default="")
    document_number: Mapped[str] = mapped_column(sa.Text, default="")
    cited_day: Mapped[date | None]
    place: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    articles: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    verb: Mapped[str] = mapped_column(sa.Text, default="")
    passive: Mapped[bool] = mapped_column(default=False)
    target_id: Mapped[str | None] = mapped_column(sa.ForeignKey("package.id", ondelete="SET NULL"))
    target_number: Mapped[int | None]
