"""What publishers confirmed of the columns of a resource, revision after revision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ..model import ConfirmedColumn
from . import binding, descriptors

OF_TITLES = """
    SELECT DISTINCT ON (c.title) c.title, s.descriptor
      FROM ankang_column c
      JOIN ankang_table_schema s USING (resource_id, column_id)
      JOIN resource r ON r.id = c.resource_id AND r.state = 'active'
      JOIN package p ON p.id = r.package_id AND p.state = 'active'
     WHERE c.title = ANY(:titles) AND NOT c.retired AND s.descriptor ->> 'description' <> ''
       AND (NOT p.private AND c.first_version IS NOT NULL OR p.owner_org = ANY(:departments))
       AND NOT EXISTS (SELECT FROM ankang_table_schema later
                        WHERE (later.resource_id, later.column_id) = (s.resource_id, s.column_id)
                          AND later.revision > s.revision)
     ORDER BY c.title, s.created DESC
"""


class StaleRevision(ValueError):
    """Somebody else saved the column meanwhile; `latest` is what stands there now."""

    def __init__(self, latest: ConfirmedColumn | None) -> None:
        self.latest = latest
        super().__init__("the column was changed meanwhile")


def latest(resource_id: str, column_id: str | None = None) -> dict[str, ConfirmedColumn]:
    """Return the newest revision of the columns that anybody ever confirmed, or of one, by id."""
    chosen = [ConfirmedColumn.resource_id == resource_id]
    if column_id:
        chosen.append(ConfirmedColumn.column_id == column_id)
    newest = (
        sa.select(ConfirmedColumn)
        .where(*chosen)
        .distinct(ConfirmedColumn.column_id)
        .order_by(ConfirmedColumn.column_id, ConfirmedColumn.revision.desc())
    )
    return {row.column_id: row for row in model.Session.scalars(newest)}


def schema(resource_id: str | None) -> dict[str, Any] | None:
    """Return the confirmed columns as a declared schema, None where nobody confirmed any."""
    rows = latest(resource_id) if resource_id else {}
    titles = {column.id: column.title for column in binding.of(resource_id) if not column.retired}
    fields = [
        {"title": titles[id], **descriptors.with_codes(row.descriptor), "name": id}
        for id, row in rows.items()
        if row.descriptor and id in titles
    ]
    return {"fieldsMatch": "partial", "fields": fields} if fields else None


def save(
    resource_id: str, column_id: str, descriptor: dict[str, Any], base: int, person: str
) -> ConfirmedColumn:
    """Add a revision after the revision `base`, 0 for the first; raises StaleRevision."""
    binding.lock(resource_id)
    return _added(_checked(resource_id, column_id, base), descriptor, person, None)


def undo(resource_id: str, column_id: str, base: int, person: str) -> ConfirmedColumn | None:
    """Put back what stood before the revision `base`; None where nothing did.

    Raises StaleRevision.
    """
    binding.lock(resource_id)
    key = _checked(resource_id, column_id, base)
    standing = model.Session.get(ConfirmedColumn, (*key[:2], base))
    if standing is None:
        return None
    before = _stands_for(standing) - 1
    if before < 0:
        return None
    former = model.Session.get(ConfirmedColumn, (*key[:2], before))
    if former is None:
        return _added(key, {}, person, before)
    return _added(key, former.descriptor, person, _stands_for(former))


def _stands_for(row: ConfirmedColumn) -> int:
    """The revision in which somebody said what this one says."""
    return row.revision if row.restores is None else row.restores


def _checked(resource_id: str, column_id: str, base: int) -> tuple[str, str, int]:
    """The key of the next revision."""
    standing = latest(resource_id, column_id).get(column_id)
    if (standing.revision if standing else 0) != base:
        raise StaleRevision(standing)
    return resource_id, column_id, base + 1


def _added(
    key: tuple[str, str, int], descriptor: dict[str, Any], person: str, restores: int | None
) -> ConfirmedColumn:
    resource_id, column_id, revision = key
    row = ConfirmedColumn(
        resource_id=resource_id,
        column_id=column_id,
        revision=revision,
        descriptor=descriptor,
        restores=restores,
        created_by=person,
    )
    model.Session.add(row)
    model.Session.flush()
    return row


def of_titles(titles: Iterable[str], departments: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what is confirmed elsewhere under the same header titles, the newest for each.

    Only columns of public versions of public datasets, or of the departments (ids) named.
    """
    found = model.Session.execute(
        sa.text(OF_TITLES), {"titles": list(titles), "departments": list(departments)}
    )
    return {row.title: row.descriptor for row in found}
