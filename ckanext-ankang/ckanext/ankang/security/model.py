"""The table of the room `security`."""

from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column


class SecondFactor(tk.BaseModel):
    """One person's second factor; `person` is the id of an account."""

    __tablename__ = "ankang_second_factor"

    person: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    salt: Mapped[str] = mapped_column(sa.Text)
    created: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
    confirmed: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    last_step: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    recovery: Mapped[list[str]] = mapped_column(JSONB, default=list)
