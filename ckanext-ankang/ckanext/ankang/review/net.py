"""The net under the gate: rows that are public, watched as the session writes them.

What was written outside `gate.allowed` is remembered with the transaction (or savepoint) it was
written in, so that a savepoint rolled back takes it along, and refused at the commit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.model.meta import create_local_session
from ckan.model.resource_view import ResourceView
from sqlalchemy import event

from . import gate, machine

TOUCHED = "ankang_touched"
GUARDED = (
    *(model.Package, model.Resource, model.PackageTag, model.Member, model.Group),
    *(model.PackageRelationship, ResourceView),
)
# Statements name no rows: whatever they say to these tables is refused.
WRITES = re.compile(
    r'^\s*(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?)\s+(?:only\s+)?(?:public\.)?"?'
    r'(?:package|resource|package_tag|member|group|package_relationship|resource_view)"?(?:\s|\(|;|$)',
    re.IGNORECASE,
)


def install() -> None:
    """Watch every session of CKAN, once."""
    for sessions in (model.Session, create_local_session):
        if not event.contains(sessions, "before_flush", _before_flush):
            event.listen(sessions, "before_flush", _before_flush)
            event.listen(sessions, "do_orm_execute", _before_statement)
            event.listen(sessions, "before_commit", _before_commit)
            event.listen(sessions, "after_commit", _after_commit)
            event.listen(sessions, "after_soft_rollback", _after_rollback)


def _before_flush(session: Any, _context: Any, _instances: Any) -> None:
    if gate.is_allowed():
        return
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, GUARDED) and (title := _public(session, row)):
            _remember(session, title)


def _before_statement(state: Any) -> None:
    if gate.is_allowed() or state.is_select:
        return
    if WRITES.match(str(state.statement)):
        _remember(state.session, tk._("数据目录"))


def _before_commit(session: Any) -> None:
    session.flush()
    # Also called when a savepoint is released, which may yet be part of what is rolled back.
    if not session.in_nested_transaction() and (touched := session.info.get(TOUCHED)):
        gate.refuse(
            tk._("“{title}”是公开内容，未经审核的修改不能保存。请新建案卷，经审核后发布。").format(
                title=touched[0][1]
            )
        )


def _after_commit(session: Any) -> None:
    if not session.in_nested_transaction():
        session.info.pop(TOUCHED, None)


def _after_rollback(session: Any, ended: Any) -> None:
    session.info[TOUCHED] = [
        (transaction, title)
        for transaction, title in session.info.get(TOUCHED, ())
        if ended not in _outwards(transaction)
    ]


def _outwards(transaction: Any) -> Iterator[Any]:
    """A savepoint and what it lies in."""
    while transaction is not None:
        yield transaction
        transaction = transaction.parent


def _remember(session: Any, title: str) -> None:
    session.connection()  # begins a transaction if none is
    transaction = session.get_nested_transaction() or session.get_transaction()
    session.info.setdefault(TOUCHED, []).append((transaction, title))


def _public(session: Any, row: Any) -> str | None:
    """The title of what is public and changes with this row; None if nothing is."""
    stored = _stored(session, row)
    if not _changes(session, row, stored):
        return None
    if isinstance(row, (model.Package, model.Group)):
        return _shown(stored, row)
    package_id = _package_id(session, row)
    package = _select(session, model.Package, package_id) if package_id else None
    return str(package["title"] or package["name"]) if package and _is_public(package) else None


def _shown(stored: Any, row: Any) -> str | None:
    """The title of a package or group that is public before or after."""
    now = {"private": getattr(row, "private", False), "state": row.state or "active"}
    if _is_public(now) or (stored and _is_public(stored)):
        return str(row.title or row.name)
    return None


def _is_public(row: Any) -> bool:
    return not row.get("private") and row["state"] == model.State.ACTIVE


def _package_id(session: Any, row: Any) -> str | None:
    if isinstance(row, model.Member):
        return row.table_id if row.table_name == "package" else None
    if isinstance(row, model.PackageRelationship):
        return row.subject_package_id
    if isinstance(row, ResourceView):
        resource = _select(session, model.Resource, row.resource_id)
        return resource["package_id"] if resource else None
    package = getattr(row, "package", None)
    return row.package_id or (package.id if package else None)


def _changes(session: Any, row: Any, stored: Any) -> bool:
    """Whether this flush writes more of the row than machines may."""
    if stored is None or row in session.deleted:
        return True
    columns = set(stored) - machine.FIELDS - {"extras"}
    return any(getattr(row, name) != stored[name] for name in columns) or _by_people(
        getattr(row, "extras", None)
    ) != _by_people(stored.get("extras"))


def _by_people(extras: Any) -> dict[str, Any]:
    return {name: value for name, value in (extras or {}).items() if name not in machine.EXTRAS}


def _stored(session: Any, row: Any) -> Any:
    return _select(session, type(row), row.id) if row.id else None


def _select(session: Any, kind: Any, id_: str) -> Any:
    """The row as this transaction sees it in the database."""
    table = sa.inspect(kind).local_table
    found = session.connection().execute(sa.select(table).where(table.c.id == id_)).first()
    return dict(found._mapping) if found else None
