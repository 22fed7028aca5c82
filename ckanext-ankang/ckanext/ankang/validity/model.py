"""The tables of the room `validity`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .events import Acting, Detail, Event


def _text(**kwargs: Any) -> Any:
    return mapped_column(sa.Text, **kwargs)


class DocumentEvent(tk.BaseModel):
    """One event as it is kept: what `events.Event` says, who said it and who decided."""

    __tablename__ = "ankang_document_event"

    id: Mapped[str] = _text(primary_key=True, default=lambda: str(uuid4()))
    package_id: Mapped[str | None] = _text()
    subject: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    kind: Mapped[str] = _text()
    day: Mapped[date] = mapped_column(sa.Date)
    known: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    acting_title: Mapped[str] = _text(default="")
    acting_number: Mapped[str] = _text(default="")
    acting_organ: Mapped[str] = _text(default="")
    acting_article: Mapped[str] = _text(default="")
    acting_day: Mapped[date | None] = mapped_column(sa.Date)
    acting_document_id: Mapped[str | None] = _text()
    clause: Mapped[str] = _text(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    source: Mapped[str] = _text(default="")
    state: Mapped[str] = _text()
    origin: Mapped[str | None] = _text()
    origin_package_id: Mapped[str | None] = _text()
    proposed_by: Mapped[str] = _text(default="")
    proposed: Mapped[datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
    decided_by: Mapped[str] = _text(default="")
    decided: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    reason: Mapped[str] = _text(default="")
    retracted: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    retracted_by: Mapped[str] = _text(default="")
    retracted_reason: Mapped[str] = _text(default="")

    @classmethod
    def of(cls, event: Event, **more: Any) -> DocumentEvent:
        """The row of an event; an empty document means that it is not in the library yet."""
        act = event.acting
        return cls(
            id=event.id or str(uuid4()),
            package_id=event.document or None,
            kind=event.kind,
            day=event.day,
            known=event.known,
            acting_title=act.title,
            acting_number=act.number,
            acting_organ=act.organ,
            acting_article=act.article,
            acting_day=act.day,
            acting_document_id=act.document_id,
            clause=event.clause,
            detail=event.detail.as_dict(),
            source=event.source,
            state=event.state,
            **more,
        )

    @property
    def event(self) -> Event:
        """What the rules need of it."""
        return Event(
            id=self.id,
            document=self.package_id or "",
            kind=self.kind,
            day=self.day,
            known=self.known,
            acting=Acting(
                self.acting_title,
                self.acting_number,
                self.acting_document_id,
                self.acting_article,
                self.acting_organ,
                self.acting_day,
            ),
            clause=self.clause,
            detail=Detail.of(self.detail),
            source=self.source,
            state=self.state,
            retracted=self.retracted,
        )


class DocumentForce(tk.BaseModel):
    """Derived: what holds of a document on these days."""

    __tablename__ = "ankang_document_force"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    package_id: Mapped[str] = _text()
    days: Mapped[Any] = mapped_column(DATERANGE)
    since: Mapped[date | None] = mapped_column(sa.Date)
    state: Mapped[str] = _text()
    flags: Mapped[list[str]] = mapped_column(JSONB)
    version: Mapped[int | None] = mapped_column(sa.Integer)
    last_day: Mapped[date | None] = mapped_column(sa.Date)
    event_id: Mapped[str | None] = _text()
    sentence: Mapped[str] = _text()

    def as_interval(self) -> dict[str, Any]:
        """The row as the library indexes it."""
        return {
            "state": self.state,
            "flags": self.flags,
            "day_from": self.days.lower.isoformat() if self.days.lower else None,
            "day_until": self.days.upper.isoformat() if self.days.upper else None,
            "sentence": self.sentence,
            "event_id": self.event_id,
        }
