"""Lists over all documents, each one SQL query."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from ckan import model

from .model import DocumentEvent

# One JSON text of all rows: reading 10,000 of them one by one takes Python longer than the query.
FORCE = """
    SELECT coalesce(json_agg(found), '[]') FROM (
        SELECT force.package_id AS id, package.name, force.state, force.flags, force.since,
               upper(force.days) AS until, force.last_day, force.version, force.event_id
          FROM ankang_document_force force JOIN package ON package.id = force.package_id
         WHERE force.days @> CAST(:day AS date) AND package.state = 'active' AND NOT package.private
           {chosen}
         ORDER BY force.package_id
    ) found
"""
CHOSEN = {
    "ids": "AND (force.package_id = ANY(:ids) OR package.name = ANY(:ids))",
    "state": "AND force.state = :state",
}

TURNING = sa.text("""
    SELECT force.package_id, lower(force.days) AS day, force.state,
           force.since = lower(force.days) AS begins
      FROM ankang_document_force force JOIN package ON package.id = force.package_id
     WHERE lower(force.days) BETWEEN :first AND :last
       AND package.state = 'active' AND NOT package.private
     ORDER BY force.package_id, lower(force.days)
""")


def force(day: date, ids: list[str] | None, state: str | None) -> list[dict[str, Any]]:
    """What holds of every public document on that day."""
    wanted = {"ids": ids, "state": state}
    chosen = {name: value for name, value in wanted.items() if value is not None}
    query = sa.text(FORCE.format(chosen=" ".join(CHOSEN[name] for name in chosen)))
    found: list[dict[str, Any]] = model.Session.scalar(query, {"day": day, **chosen})
    return found


def events(
    package_id: str | None, state: str | None, retracted: bool | None
) -> list[DocumentEvent]:
    """Events of a document or of all, in the order of their days; without those taken back."""
    query = sa.select(DocumentEvent)
    if package_id is not None:
        query = query.where(DocumentEvent.package_id == package_id)
    if state is not None:
        query = query.where(DocumentEvent.state == state)
    if not retracted:
        query = query.where(DocumentEvent.retracted.is_(None))
    return list(model.Session.scalars(query.order_by(DocumentEvent.day, DocumentEvent.id)))


def deeds(package_id: str) -> list[DocumentEvent]:
    """What the text of a document does to others, those that are not in the library too."""
    other = DocumentEvent.package_id
    query = sa.select(DocumentEvent).where(
        DocumentEvent.origin_package_id == package_id,
        DocumentEvent.retracted.is_(None),
        sa.or_(other.is_(None), other != package_id),
    )
    return list(model.Session.scalars(query.order_by(DocumentEvent.kind, DocumentEvent.origin)))


def turning(first: date, last: date) -> list[tuple[str, date, str]]:
    """Public documents whose answer changes on one of these days: id, day, and the new force if it does."""
    rows = model.Session.execute(TURNING, {"first": first, "last": last})
    return [(row.package_id, row.day, row.state if row.begins else "") for row in rows]
