"""The outbox: every change of a package is noted in its own transaction and indexed after it.

A stopped Solr delays search and nothing else (DESIGN.md, what always holds, 6).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

import ckan.plugins as p
from ckan import model
from ckan.lib.search.common import SearchError, is_available, make_connection
from pysolr import SolrError
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from . import config, entries
from .interfaces import IIndex

log = logging.getLogger(__name__)

ATTEMPTS = 5
NOTED = "ankang_outbox_noted"

NOTE = text("INSERT INTO ankang_outbox (package_id) SELECT unnest(CAST(:ids AS text[]))")
NOTE_MEMBERS = text("""
    INSERT INTO ankang_outbox (package_id)
    SELECT table_id FROM member WHERE group_id = :id AND table_name = 'package'
    UNION SELECT id FROM package WHERE owner_org = :id
""")
# One drainer for a package at a time: two could put an older state over a newer one. So packages are
# dealt into parts, of which each has one drainer, and several processes share the work.
PARTS = 4
LOCK = text("SELECT pg_try_advisory_xact_lock(hashtext('ankang_outbox'), :part)")
# Rows are named one by one: a row with a lower id may still be uncommitted elsewhere.
DUE = text("""
    SELECT package_id, array_agg(id), max(attempt) FROM ankang_outbox
     WHERE (due <= now() OR attempt = 0 AND due <= now() + :ahead * interval '1 second')
       AND attempt < :attempts AND abs(hashtext(package_id) % :parts) = :part
     GROUP BY package_id ORDER BY min(id) LIMIT :batch
""")
DONE = text("DELETE FROM ankang_outbox WHERE id = ANY(:ids)")
FAILED = text("""
    UPDATE ankang_outbox
       SET attempt = :attempt, error = :error, due = now() + :attempt * interval '10 seconds'
     WHERE id = ANY(:ids)
""")
WAITING = text("SELECT count(DISTINCT package_id) FROM ankang_outbox")


class IndexUnavailable(Exception):
    """Solr does not answer; everything stays in the outbox."""


def note(package_id: str, session: Any = None) -> None:
    """Note in the caller's transaction that this package is to be indexed anew."""
    note_all([package_id], session)


def note_all(package_ids: Iterable[str], session: Any = None) -> None:
    """The same for many; what this transaction has noted already is not noted twice."""
    session = session or model.Session()
    noted = session.info.setdefault(NOTED, set())
    new = sorted(set(package_ids) - noted)
    if new:
        session.execute(NOTE, {"ids": new})
        # Only now: the statement may begin the transaction.
        noted.update(new)


def note_members(group_id: str) -> None:
    """Note every package of a group or department: its name and title are in their index entries."""
    model.Session.execute(NOTE_MEMBERS, {"id": group_id})


def waiting() -> int:
    """How many packages wait to be indexed."""
    return int(model.Session.execute(WAITING).scalar() or 0)


def drain(ahead: float = 0) -> int:
    """Index everything that is due now, or in so many seconds, and return how many packages that was.

    Works in a session of its own transaction; ends by committing it.
    """
    total = 0
    while count := sum(_drain_batch(part, ahead) for part in range(PARTS)):
        total += count
    return total


def _drain_batch(part: int, ahead: float) -> int:
    session = model.Session
    if not session.execute(LOCK, {"part": part}).scalar():
        session.rollback()
        return 0
    chosen = {"attempts": ATTEMPTS, "batch": config.outbox_batch(), "ahead": ahead}
    chosen |= {"parts": PARTS, "part": part}
    rows = session.execute(DUE, chosen).all()
    if rows:
        _index_all(session, rows)
    session.commit()
    return len(rows)


def _index_all(session: Session, rows: Any) -> None:
    failures = index([package_id for package_id, _ids, _attempt in rows])
    _commit_index()
    done = []
    for package_id, ids, attempt in rows:
        if package_id in failures:
            row = {"ids": ids, "attempt": attempt + 1, "error": failures[package_id]}
            session.execute(FAILED, row)
        else:
            done += ids
    session.execute(DONE, {"ids": done})


def index(ids: Sequence[str]) -> dict[str, str]:
    """Bring index entries to the state of the database, without a Solr commit; what failed, and why."""
    # Held until the rooms have indexed them too.
    packages = entries.packages_of(ids)
    made = entries.build(ids, packages)
    failures = {
        id_: _reason(id_, found) for id_, found in made.items() if isinstance(found, Exception)
    }
    _send({id_: found for id_, found in made.items() if isinstance(found, dict)}, failures)
    for package_id in ids:
        if package_id not in failures and (error := _rooms_or_error(package_id, made[package_id])):
            failures[package_id] = error
    return failures


def _send(found: dict[str, dict[str, Any]], failures: dict[str, str]) -> None:
    """All in one request; if Solr refuses one of them, each by itself."""
    try:
        make_connection().add(list(found.values()), commit=False)
    except (SolrError, OSError) as error:
        if len(found) > 1 and is_available():
            for package_id, entry in found.items():
                _send({package_id: entry}, failures)
        else:
            failures.update({package_id: _reason(package_id, error) for package_id in found})


def _rooms_or_error(package_id: str, entry: Any) -> str | None:
    """Remove what has no entry, let the other indexes follow; the reason if the package is at fault."""
    try:
        if entry is None:
            _delete(package_id)
        for plugin in p.PluginImplementations(IIndex):
            plugin.index_package(package_id)
    except DBAPIError:
        raise  # the transaction is gone with it; all rows stay
    # The worker's boundary: one package that no plugin can index must not stop the others.
    except Exception as error:
        return _reason(package_id, error)
    return None


def _reason(package_id: str, error: Exception) -> str:
    """What is wrong with this package; raises `IndexUnavailable` if Solr is at fault."""
    if not is_available():
        model.Session.rollback()
        raise IndexUnavailable(str(error)) from error
    log.error("Package %s cannot be indexed", package_id, exc_info=error)
    return f"{type(error).__name__}: {error}"[:2000]


def _delete(package_id: str) -> None:
    # By its id alone: core's delete also takes a package whose *name* is this id.
    make_connection().delete(q=f'+entity_type:package +id:"{package_id}"', commit=False)


def _commit_index() -> None:
    try:
        make_connection().commit(waitSearcher=True)
        for plugin in p.PluginImplementations(IIndex):
            plugin.commit_index()
    except (SearchError, OSError) as error:
        model.Session.rollback()
        raise IndexUnavailable(str(error)) from error


@event.listens_for(Session, "after_transaction_end")
def _after_transaction(session: Session, transaction: Any) -> None:
    """Forget what was noted with the transaction; a savepoint may take some along: rather note twice."""
    if transaction.nested or transaction.parent is None:
        session.info.pop(NOTED, None)
