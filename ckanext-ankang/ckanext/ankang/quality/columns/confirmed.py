"""What publishers confirmed of the columns of a resource, revision after revision."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.orm import aliased

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
       AND (s.approved IS NOT NULL OR p.owner_org = ANY(:departments) AND s.rejected IS NULL)
       AND NOT EXISTS (SELECT FROM ankang_table_schema later
                        WHERE (later.resource_id, later.column_id) = (s.resource_id, s.column_id)
                          AND later.revision > s.revision
                          AND (later.approved IS NOT NULL
                               OR p.owner_org = ANY(:departments) AND later.rejected IS NULL))
     ORDER BY c.title, s.created DESC
"""


class StaleRevision(ValueError):
    """Somebody else saved the column meanwhile; `latest` is what stands there now."""

    def __init__(self, latest: ConfirmedColumn | None) -> None:
        self.latest = latest
        super().__init__("the column was changed meanwhile")


def latest(resource_id: str, column_id: str | None = None) -> dict[str, ConfirmedColumn]:
    """Return the newest revision of the columns that anybody ever confirmed, or of one, by id."""
    chosen = [ConfirmedColumn.column_id == column_id] if column_id else []
    return _newest(resource_id, *chosen)


def standing(resource_id: str, *, waiting: bool = False) -> dict[str, ConfirmedColumn]:
    """Return the newest approved revision of each column; with `waiting` what waits counts too."""
    approved = ConfirmedColumn.approved.is_not(None)
    return _newest(resource_id, ConfirmedColumn.rejected.is_(None) if waiting else approved)


def undecided(resource_id: str) -> dict[str, list[ConfirmedColumn]]:
    """Return the revisions after the newest decided one of each column, oldest first."""
    later = aliased(ConfirmedColumn)
    decided = sa.exists().where(
        later.resource_id == ConfirmedColumn.resource_id,
        later.column_id == ConfirmedColumn.column_id,
        later.revision >= ConfirmedColumn.revision,
        sa.or_(later.approved.is_not(None), later.rejected.is_not(None)),
    )
    found = sa.select(ConfirmedColumn).where(ConfirmedColumn.resource_id == resource_id, ~decided)
    ordered = found.order_by(ConfirmedColumn.column_id, ConfirmedColumn.revision)
    grouped = groupby(model.Session.scalars(ordered), lambda row: row.column_id)
    return {column_id: list(rows) for column_id, rows in grouped}


def schema(resource_id: str | None, *, waiting: bool) -> dict[str, Any] | None:
    """Return the confirmed columns as a declared schema, None where nobody confirmed any.

    `waiting` takes into account what no reviewer decided yet: for versions that are not public.
    """
    rows = standing(resource_id, waiting=waiting) if resource_id else {}
    columns = binding.of(resource_id, waiting=waiting)
    titles = {column.id: column.title for column in columns if not column.retired}
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


def _newest(resource_id: str, *chosen: sa.ColumnElement[bool]) -> dict[str, ConfirmedColumn]:
    newest = (
        sa.select(ConfirmedColumn)
        .where(ConfirmedColumn.resource_id == resource_id, *chosen)
        .distinct(ConfirmedColumn.column_id)
        .order_by(ConfirmedColumn.column_id, ConfirmedColumn.revision.desc())
    )
    return {row.column_id: row for row in model.Session.scalars(newest)}


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
