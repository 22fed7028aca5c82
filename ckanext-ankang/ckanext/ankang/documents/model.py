"""The text of documents: a version of the whole, and its articles in order."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, relationship

from .text.structure import Node


def _uuid() -> str:
    return str(uuid.uuid4())


def _now() -> datetime:
    return datetime.now(UTC)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


class DocumentVersion(tk.BaseModel):  # type: ignore[misc, name-defined]
    """One text of a document as it was published; never altered afterwards."""

    __table__ = sa.Table(
        "ankang_document_version",
        tk.BaseModel.metadata,
        sa.Column("id", sa.UnicodeText, primary_key=True, default=_uuid),
        sa.Column("package_id", sa.ForeignKey("package.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("version_id", sa.UnicodeText),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, default=_now),
        sa.Column("sha256", sa.UnicodeText, nullable=False),
        sa.Column("text_source", sa.UnicodeText),
        sa.Column("day_published", sa.Date),
        sa.Column("day_from", sa.Date),
        sa.Column("note", sa.UnicodeText),
        sa.Column("history", JSONB, nullable=False, default=list),
        sa.Column("header", JSONB, nullable=False, default=dict),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("problems", JSONB, nullable=False),
        sa.Column("repairs", JSONB, nullable=False),
        sa.UniqueConstraint("package_id", "number"),
    )

    articles: Mapped[list["DocumentArticle"]] = relationship(
        lambda: DocumentArticle,
        order_by=lambda: DocumentArticle.position,
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    @classmethod
    def latest(cls, package_id: str) -> "DocumentVersion | None":
        """The version published last, or None when the document has no text."""
        query = model.Session.query(cls).filter_by(package_id=package_id)
        found: DocumentVersion | None = query.order_by(cls.__table__.c.number.desc()).first()
        return found

    @classmethod
    def all(cls, package_id: str) -> "list[DocumentVersion]":
        """The versions of a document, the first published first."""
        query = model.Session.query(cls).filter_by(package_id=package_id)
        return list(query.order_by(cls.__table__.c.number))

    def with_nodes(self) -> dict[str, Any]:
        """The version with its articles, as the library indexes it."""
        return {**self.as_dict(), "nodes": [article.as_dict() for article in self.articles]}

    @property
    def text(self) -> str:
        return "\n".join(article.words for article in self.articles)

    def as_dict(self) -> dict[str, Any]:
        """The version as the action shows it, without its articles."""
        return {
            "id": self.id,
            "number": self.number,
            "version_id": self.version_id,
            "created": self.created.astimezone(UTC).isoformat(),
            "sha256": self.sha256,
            "text_source": self.text_source,
            "day_published": _iso(self.day_published),
            "day_from": _iso(self.day_from),
            "note": self.note,
            "history": self.history,
            "header": self.header,
            "complete": self.complete,
            "problems": self.problems,
            "repairs": self.repairs,
        }


class DocumentArticle(tk.BaseModel):  # type: ignore[misc, name-defined]
    """One addressable piece of a version: an article, a heading, a paragraph, an annex."""

    __table__ = sa.Table(
        "ankang_document_article",
        tk.BaseModel.metadata,
        sa.Column("id", sa.UnicodeText, primary_key=True, default=_uuid),
        sa.Column(
            "document_version_id",
            sa.ForeignKey("ankang_document_version.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.UnicodeText, nullable=False),
        sa.Column("number", sa.UnicodeText, nullable=False),
        sa.Column("heading", sa.UnicodeText, nullable=False),
        sa.Column("text", sa.UnicodeText, nullable=False),
        sa.Column("anchor", sa.UnicodeText, nullable=False),
        sa.Column("supplied", sa.Boolean, nullable=False),
        sa.Column("layer", sa.Integer, nullable=False, default=0),
        sa.UniqueConstraint("document_version_id", "position"),
    )

    @classmethod
    def of(cls, node: Node, position: int) -> "DocumentArticle":
        """The row of one node of a structure."""
        return cls(
            position=position,
            kind=node.kind,
            number=node.number,
            heading=node.heading,
            text=node.text,
            anchor=node.anchor,
            supplied=node.supplied,
            layer=node.layer,
        )

    @property
    def words(self) -> str:
        return "\n".join(part for part in (self.heading, self.text) if part)

    def as_dict(self) -> dict[str, Any]:
        """The article as the action shows it."""
        return {
            "kind": self.kind,
            "number": self.number,
            "heading": self.heading,
            "text": self.text,
            "anchor": self.anchor,
            "supplied": self.supplied,
            "layer": self.layer,
        }


class DocumentProof(tk.BaseModel):  # type: ignore[misc, name-defined]
    """That a second person compared the text of an item with its original, and what came of it."""

    __table__ = sa.Table(
        "ankang_document_proof",
        tk.BaseModel.metadata,
        sa.Column("id", sa.UnicodeText, primary_key=True, default=_uuid),
        sa.Column("case_id", sa.UnicodeText, nullable=False),
        sa.Column("item_id", sa.UnicodeText, nullable=False),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("version_id", sa.UnicodeText),
        sa.Column("sha256", sa.UnicodeText, nullable=False),
        sa.Column("person", sa.UnicodeText, nullable=False),
        sa.Column("compared", sa.DateTime(timezone=True), nullable=False, default=_now),
        sa.Column("same", sa.Boolean, nullable=False),
        sa.Column("note", sa.UnicodeText, nullable=False, default=""),
    )

    @classmethod
    def of_case(cls, case_id: str) -> "list[DocumentProof]":
        """What was found in a case, the last first."""
        columns = cls.__table__.c
        query = model.Session.query(cls).filter_by(case_id=case_id)
        return list(query.order_by(columns.compared.desc(), columns.id))

    def as_dict(self) -> dict[str, Any]:
        """The comparison as the action shows it."""
        names = ("id", "case_id", "item_id", "package_id", "version_id", "sha256")
        said = {name: getattr(self, name) for name in (*names, "person", "same", "note")}
        return {**said, "compared": self.compared.astimezone(UTC).isoformat()}


class DocumentArrival(tk.BaseModel):  # type: ignore[misc, name-defined]
    """That a department brought a file in, and the draft that it became."""

    __table__ = sa.Table(
        "ankang_document_arrival",
        tk.BaseModel.metadata,
        sa.Column("department", sa.UnicodeText, primary_key=True),
        sa.Column("sha256", sa.UnicodeText, primary_key=True),
        sa.Column("revision_id", sa.UnicodeText),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False, default=_now),
    )
