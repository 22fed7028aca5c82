"""The database against CKAN's index: what is not in it, what is old in it, what should not be in it.

Both sides are read in the order of ids and walked through side by side, so that a hundred thousand
packages cost as little memory as ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.search.common import make_connection

from ckanext.ankang.reconciliation.interfaces import Finding

from . import outbox

Side = Iterator[tuple[str, str]]
PAGE = 1_000
# What waits in the outbox is not lost, it is on its way.
STANDING = sa.text("""
    SELECT p.id, p.metadata_modified FROM package p
     WHERE p.state <> 'deleted' AND NOT EXISTS (SELECT FROM ankang_outbox o WHERE o.package_id = p.id)
     ORDER BY p.id COLLATE "C"
""")
WAITING = sa.text("SELECT DISTINCT package_id FROM ankang_outbox")
TITLE = sa.text("SELECT title FROM package WHERE id = :id")


def reconcile(mend: bool) -> Iterator[Finding]:
    """Compare, and with `mend` have the worker index what differs."""
    waiting = set(model.Session.scalars(WAITING))
    # Whole, before anything is mended: a commit would end the reading.
    differing = list(differences(_standing(), _indexed()))
    for kind, package_id in differing:
        if package_id in waiting:
            continue
        if mend:
            outbox.note(package_id)
            model.Session.commit()
        title = model.Session.scalar(TITLE, {"id": package_id}) or ""
        yield Finding(kind, package_id, title, mended=mend)


def differences(standing: Iterable[tuple[str, str]], indexed: Iterable[tuple[str, str]]) -> Side:
    """Walk through two ordered sides and yield (kind, id) of what does not stand in both alike."""
    ours, theirs = iter(standing), iter(indexed)
    one, other = next(ours, None), next(theirs, None)
    while one or other:
        if other is None or (one is not None and one[0] < other[0]):
            assert one is not None
            yield "unindexed", one[0]
            one = next(ours, None)
        elif one is None or other[0] < one[0]:
            yield "ghost_index", other[0]
            other = next(theirs, None)
        else:
            if one[1] != other[1]:
                yield "stale_index", one[0]
            one, other = next(ours, None), next(theirs, None)


def _standing() -> Side:
    for package_id, modified in model.Session.execute(STANDING):
        yield package_id, _second(modified)


def _indexed() -> Side:
    asked: dict[str, Any] = {
        "q": f'+entity_type:package +site_id:"{tk.config["ckan.site_id"]}"',
        "fl": "id,metadata_modified",
        "rows": PAGE,
        "sort": "id asc,index_id asc",
    }
    solr, mark = make_connection(), "*"
    while True:
        answer = solr.search(**asked, cursorMark=mark)
        yield from ((doc["id"], _second(doc["metadata_modified"])) for doc in answer.docs)
        if answer.nextCursorMark == mark:
            return
        mark = answer.nextCursorMark


def _second(moment: datetime) -> str:
    """To the second: the index keeps thousandths, the database millionths."""
    return moment.isoformat()[:19]
