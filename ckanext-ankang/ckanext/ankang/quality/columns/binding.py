"""The register of columns in the database: which id belongs to which title of a resource."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from itertools import groupby

import ckan.model as model
import sqlalchemy as sa

from ckanext.ankang.tables.names import NO_TITLE

from ..model import ColumnDecision, ResourceColumn
from . import register


def of(resource_id: str | None) -> tuple[register.Column, ...]:
    """Return the columns of a resource, those that vanished or were retired too."""
    found = sa.select(ResourceColumn).where(ResourceColumn.resource_id == resource_id)
    return tuple(
        register.Column(row.column_id, row.title, row.first_version, row.last_version, row.retired)
        for row in model.Session.scalars(found.order_by(ResourceColumn.column_id))
    )


def known_ids(resource_id: str | None) -> dict[str, str]:
    """Return the column id of each title, and ids without a title, as `read_table` takes them."""
    return {
        f"{NO_TITLE}{column.id}" if column.retired else column.title: column.id
        for column in of(resource_id)
    }


def bind(resource_id: str, ids: Mapping[str, str], number: int) -> bool:
    """Enter the header of a version that becomes public, in the caller's transaction.

    Returns False, and enters nothing, where the version was read before the register knew its
    titles and so gave them other ids: it has to be validated again.
    """
    lock(resource_id)
    try:
        columns = register.bind(of(resource_id), ids, number)
    except register.RegisterConflict:
        return False
    _store(resource_id, columns)
    return True


def reserve(resource_id: str, title: str, column_id: str) -> None:
    """Keep an id for a title before its version is public; raises RegisterConflict."""
    lock(resource_id)
    _store(resource_id, register.reserve(of(resource_id), {title: column_id}))


def rename(resource_id: str, old: str, new: str, person: str) -> ColumnDecision:
    """Let a new title have the id of a vanished one; raises RegisterConflict."""
    lock(resource_id)
    columns = of(resource_id)
    named = {column.title: column for column in columns if not column.retired}
    renamed = register.rename(columns, old, new)
    decision = ColumnDecision(
        resource_id=resource_id,
        column_id=named[old].id,
        old_title=old,
        new_title=new,
        renamed=True,
        last_version=named[old].last,
        retired_id=named[new].id if new in named else None,
        decided_by=person,
    )
    _store(resource_id, renamed)
    model.Session.add(decision)
    model.Session.flush()
    return decision


def keep_apart(resource_id: str, old: str, new: str, person: str) -> ColumnDecision:
    """Remember that a new title is another column than the vanished one."""
    decision = ColumnDecision(
        resource_id=resource_id,
        column_id=known_ids(resource_id)[old],
        old_title=old,
        new_title=new,
        renamed=False,
        decided_by=person,
    )
    model.Session.add(decision)
    model.Session.flush()
    return decision


def undo(decision: ColumnDecision, person: str) -> None:
    """Put the register back to what it was before a decision; raises RegisterConflict.

    Columns that came meanwhile stay. A title that has its old id again cannot have it twice.
    """
    lock(decision.resource_id)
    decision.undone, decision.undone_by = datetime.now(UTC), person
    if not decision.renamed:
        return
    columns = of(decision.resource_id)
    titles = {column.title for column in columns if not column.retired}
    if decision.old_title in titles or decision.new_title not in titles:
        raise register.RegisterConflict(f"{decision.old_title!r} is another column by now")
    back = register.rename(columns, decision.new_title, decision.old_title)
    _store(decision.resource_id, tuple(_before(column, decision) for column in back))


def decisions(resource_id: str) -> list[ColumnDecision]:
    """Return the decisions that hold, newest first."""
    found = sa.select(ColumnDecision).where(
        ColumnDecision.resource_id == resource_id, ColumnDecision.undone.is_(None)
    )
    return list(model.Session.scalars(found.order_by(ColumnDecision.decided.desc())))


def lock(resource_id: str) -> None:
    """Let changes of one resource's columns follow one another until the transaction ends."""
    model.Session.execute(
        sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
        {"key": f"ankang_column {resource_id}"},
    )


def _before(column: register.Column, decision: ColumnDecision) -> register.Column:
    if column.id == decision.column_id:
        first = column.first
        return register.Column(column.id, column.title, first, decision.last_version)
    if column.id == decision.retired_id:
        return register.Column(column.id, column.title, column.first, column.last)
    return column


def _store(resource_id: str, columns: Collection[register.Column]) -> None:
    found = sa.select(ResourceColumn).where(ResourceColumn.resource_id == resource_id)
    rows = {row.column_id: row for row in model.Session.scalars(found)}

    def turn(column: register.Column) -> int:
        """When a column is written: no title may stand at two columns, not for a moment."""
        row = rows.get(column.id)
        return 0 if column.retired else 1 if row and not row.retired else 2

    for _, group in groupby(sorted(columns, key=turn), turn):
        for column in group:
            row = rows.get(column.id) or ResourceColumn(
                resource_id=resource_id, column_id=column.id
            )
            row.title, row.retired = column.title, column.retired
            row.first_version, row.last_version = column.first, column.last
            model.Session.add(row)
        model.Session.flush()
