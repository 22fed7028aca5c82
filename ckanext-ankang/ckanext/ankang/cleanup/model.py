"""The rows of the room `cleanup`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

OPEN, DECIDING, DECIDED = "open", "deciding", "decided"


def _now() -> datetime:
    return datetime.now(UTC)


def _id() -> str:
    return str(uuid4())


def _moment(**kwargs: Any) -> Any:
    return mapped_column(sa.DateTime(timezone=True), **kwargs)


class ChosenWay(tk.BaseModel):
    """What a department will do about one end of a document; another end asks again."""

    __tablename__ = "ankang_cleanup_way"

    package_id: Mapped[str] = mapped_column(
        sa.ForeignKey("package.id", ondelete="CASCADE"), primary_key=True
    )
    last_day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    way: Mapped[str] = mapped_column(sa.Text, nullable=False)
    note: Mapped[str] = mapped_column(sa.Text, nullable=False, default="")
    chosen_by: Mapped[str] = mapped_column(sa.Text, nullable=False)
    chosen: Mapped[datetime] = _moment(nullable=False, default=_now)


class Campaign(tk.BaseModel):
    """A clean-up: what it is about, and the notice that decided it."""

    __tablename__ = "ankang_cleanup_campaign"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=_id)
    title: Mapped[str] = mapped_column(sa.Text, nullable=False)
    issued_from: Mapped[date | None] = mapped_column(sa.Date)
    issued_until: Mapped[date | None] = mapped_column(sa.Date)
    topic: Mapped[str] = mapped_column(sa.Text, nullable=False, default="")
    words: Mapped[str] = mapped_column(sa.Text, nullable=False, default="")
    asked_until: Mapped[date] = mapped_column(sa.Date, nullable=False)
    state: Mapped[str] = mapped_column(sa.Text, nullable=False, default=OPEN)
    # The day whose library it is about: today while it is open, that of the notice afterwards.
    notice: Mapped[dict[str, str]] = mapped_column(JSONB, nullable=False, default=dict)
    opened_by: Mapped[str] = mapped_column(sa.Text, nullable=False)
    opened: Mapped[datetime] = _moment(nullable=False, default=_now)
    decided_by: Mapped[str | None] = mapped_column(sa.Text)
    decided: Mapped[datetime | None] = _moment()
    # What was found when it was decided; the lists stay as they were signed.
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False, default=list)


class CampaignEntry(tk.BaseModel):
    """What one department says of one document in a clean-up."""

    __tablename__ = "ankang_cleanup_entry"

    campaign_id: Mapped[str] = mapped_column(
        sa.ForeignKey("ankang_cleanup_campaign.id", ondelete="CASCADE"), primary_key=True
    )
    package_id: Mapped[str] = mapped_column(
        sa.ForeignKey("package.id", ondelete="CASCADE"), primary_key=True
    )
    department: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    outcome: Mapped[str] = mapped_column(sa.Text, nullable=False)
    reason: Mapped[str] = mapped_column(sa.Text, nullable=False, default="")
    entered_by: Mapped[str] = mapped_column(sa.Text, nullable=False)
    entered: Mapped[datetime] = _moment(nullable=False, default=_now)
    # The event it became, or why it could not become one.
    event_id: Mapped[str | None] = mapped_column(sa.Text)
    done: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, default=False)
    problem: Mapped[str] = mapped_column(sa.Text, nullable=False, default="")


class AnnualReport(tk.BaseModel):
    """The figures of one organ and year as they were reported, with the lists behind them."""

    __tablename__ = "ankang_annual_report"

    year: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    organ: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False)
    documents: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB, nullable=False)
    reported_by: Mapped[str] = mapped_column(sa.Text, nullable=False)
    reported: Mapped[datetime] = _moment(nullable=False, default=_now)
