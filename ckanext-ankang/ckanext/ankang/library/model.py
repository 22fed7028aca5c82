"""The table of the room `library`: who follows what."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Follow(tk.BaseModel):
    """What one person wants to hear of: a document by its id, or a question to the library."""

    __tablename__ = "ankang_library_follow"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=lambda: str(uuid4()))
    person: Mapped[str] = mapped_column(sa.Text)  # the id of an account
    kind: Mapped[str] = mapped_column(sa.Text)
    target: Mapped[str] = mapped_column(sa.Text)
    created: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
