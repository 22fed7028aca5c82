"""The register of columns in the database: which id belongs to which title of a resource."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from itertools import groupby

import ckan.model as model
import sqlalchemy as sa

from ckanext.ankang.tables.names import NO_TITLE

from ..model import ColumnDecision, ResourceColumn
from . import register


def of(resource_id: str | None, *, waiting: bool = False) -> tuple[register.Column, ...]:
    """Return the columns of a resource, those that vanished or were retired too.

    With `waiting` as they will be once the renames that wait for approval are approved.
    """
    found = sa.select(ResourceColumn).where(ResourceColumn.resource_id == resource_id)
    columns = tuple(
        register.Column(row.column_id, row.title, row.first_version, row.last_version, row.retired)
        for row in model.Session.scalars(found.order_by(ResourceColumn.column_id))
    )
    for decision in waiting_renames(resource_id) if waiting and resource_id else ():
        with suppress(register.RegisterConflict):
            columns = register.rename(columns, decision.old_title, decision.new_title)
    return columns


def known_ids(resource_id: str | None, *, waiting: bool) -> dict[str, str]:
    """Return the column id of each title, and ids without a title, as `read_table` takes them."""
    return {
        f"{NO_TITLE}{column.id}" if column.retired else column.title: column.id
        for column in of(resource_id, waiting=waiting)
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
    register.reserve(of(resource_id, waiting=True), {title: column_id})
    columns = of(resource_id)
    if all(column.id != column_id for column in columns):
        _store(resource_id, register.reserve(columns, {title: column_id}))


def decide(resource_id: str, old: str, new: str, person: str, *, renamed: bool) -> ColumnDecision:
    """Remember whether a new title is a vanished column renamed, or another column.

    The register follows when a rename is approved.
    """
    lock(resource_id)
    decision = ColumnDecision(
        resource_id=resource_id,
        column_id=known_ids(resource_id, waiting=True)[old],
        old_title=old,
        new_title=new,
        renamed=renamed,
        decided_by=person,
    )
    model.Session.add(decision)
    model.Session.flush()
    return decision


def rename(decision: ColumnDecision, person: str | None) -> None:
    """Let the new title of a decision have the id of the vanished one; raises RegisterConflict."""
    lock(decision.resource_id)
    columns = of(decision.resource_id)
    renamed = register.rename(columns, decision.old_title, decision.new_title)
    named = {column.title: column for column in columns if not column.retired}
    retired = named.get(decision.new_title)
    decision.last_version = named[decision.old_title].last
    decision.retired_id = retired.id if retired else None
    decision.approved, decision.approved_by = datetime.now(UTC), person
    _store(decision.resource_id, renamed)


def undo(decision: ColumnDecision, person: str) -> None:
    """Put the register back to what it was before a decision; raises RegisterConflict.

    Columns that came meanwhile stay. A title that has its old id again cannot have it twice.
    """
    lock(decision.resource_id)
    decision.undone, decision.undone_by = datetime.now(UTC), person
    if not decision.approved:
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


def waiting_renames(resource_id: str) -> list[ColumnDecision]:
    """Return the renames that are not approved, oldest first."""
    return [one for one in reversed(decisions(resource_id)) if one.renamed and not one.approved]


def rejections(resource_id: str) -> dict[tuple[str, str], str]:
    """Return why reviewers rejected renames, by old and new title; the newest reason counts."""
    found = sa.select(ColumnDecision).where(
        ColumnDecision.resource_id == resource_id, ColumnDecision.reason.is_not(None)
    )
    rows = model.Session.scalars(found.order_by(ColumnDecision.undone))
    return {(row.old_title, row.new_title): row.reason or "" for row in rows}


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
