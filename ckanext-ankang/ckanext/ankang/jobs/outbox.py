"""The outbox: every change of a package is noted in its own transaction and indexed after it.

A stopped Solr delays search and nothing else (DESIGN.md, what always holds, 6).
"""

from __future__ import annotations

import logging
from typing import Any

import ckan.lib.search as search
import ckan.plugins as p
from ckan import logic, model
from ckan.lib.search.common import SearchError, is_available, make_connection
from ckan.types import Context
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from . import config
from .interfaces import IIndex

log = logging.getLogger(__name__)

ATTEMPTS = 5

NOTE = text("INSERT INTO ankang_outbox (package_id) VALUES (:id)")
NOTE_MEMBERS = text("""
    INSERT INTO ankang_outbox (package_id)
    SELECT table_id FROM member WHERE group_id = :id AND table_name = 'package'
    UNION SELECT id FROM package WHERE owner_org = :id
""")
# One drainer at a time: two could put an older state of a package over a newer one.
LOCK = text("SELECT pg_try_advisory_xact_lock(hashtext('ankang_outbox'))")
# Rows are named one by one: a row with a lower id may still be uncommitted elsewhere.
DUE = text("""
    SELECT package_id, array_agg(id), max(attempt) FROM ankang_outbox
     WHERE due <= now() AND attempt < :attempts
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
    (session or model.Session).execute(NOTE, {"id": package_id})


def note_members(group_id: str) -> None:
    """Note every package of a group or department: its name and title are in their index entries."""
    model.Session.execute(NOTE_MEMBERS, {"id": group_id})


def waiting() -> int:
    """How many packages wait to be indexed."""
    return int(model.Session.execute(WAITING).scalar() or 0)


def drain() -> int:
    """Index everything that is due now and return how many packages that was.

    Works in a session of its own transaction; ends by committing it.
    """
    total = 0
    while count := _drain_batch():
        total += count
    return total


def _drain_batch() -> int:
    session = model.Session
    if not session.execute(LOCK).scalar():
        session.rollback()
        return 0
    rows = session.execute(DUE, {"attempts": ATTEMPTS, "batch": config.outbox_batch()}).all()
    if rows:
        _index_all(session, rows)
    session.commit()
    return len(rows)


def _index_all(session: Session, rows: Any) -> None:
    failures = {}
    for package_id, _ids, _attempt in rows:
        if error := _index_or_error(package_id):
            failures[package_id] = error
    _commit_index()
    for package_id, ids, attempt in rows:
        if package_id in failures:
            row = {"ids": ids, "attempt": attempt + 1, "error": failures[package_id]}
            session.execute(FAILED, row)
        else:
            session.execute(DONE, {"ids": ids})


def _index_or_error(package_id: str) -> str | None:
    """Index one package; the reason if this package, not Solr, is at fault."""
    try:
        index(package_id)
    except DBAPIError:
        raise  # the transaction is gone with it; all rows stay
    # The worker's boundary: one package that no plugin can index must not stop the others.
    except Exception as error:
        if not is_available():
            model.Session.rollback()
            raise IndexUnavailable(str(error)) from error
        log.exception("Package %s cannot be indexed", package_id)
        return f"{type(error).__name__}: {error}"[:2000]
    return None


def index(package_id: str) -> None:
    """Bring one index entry to the state of the database, without a Solr commit."""
    package = model.Session.get(model.Package, package_id, populate_existing=True)
    if package is None or package.state == model.State.DELETED:
        _delete(package_id)
    else:
        context: Context = {"ignore_auth": True, "user": ""}
        both = logic.package_show_default_and_custom_schemas(context, package_id)
        entry = dict(both[0], with_custom_schema=both[1])
        search.index_for("Package").update_dict(entry, defer_commit=True)
    for plugin in p.PluginImplementations(IIndex):
        plugin.index_package(package_id)


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
