"""The index of packages built anew: everything is noted in the outbox, and several processes drain it.

Nothing is cleared, so that the index is never empty. What is written meanwhile is noted by its own
transaction, so that it is never lost, and indexed by the workers at once: the rebuild's own notes are
not due for them yet. Killed at any moment, they drain what is left when it is.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from ckan import model
from ckan.common import config
from ckan.lib.search.common import make_connection

from . import outbox

PAGE = 1000
# Workers that joined in would share the processors, each with less in its memory than one of ours.
HEAD_START_SECONDS = 600
NOTE_ALL = sa.text("""
    INSERT INTO ankang_outbox (package_id, due)
    SELECT id, now() + :head_start * interval '1 second' FROM package WHERE state != :gone
""")
LIVING = sa.text("SELECT id FROM package WHERE state != :gone")


def rebuild(processes: int, work: Callable[[], object]) -> int:
    """Note all packages and do `work` (which drains) in so many processes; return how many were noted."""
    noted = _note_everything()
    # A connection must not be shared with a child.
    model.Session.remove()
    model.meta.engine.dispose()
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=work) for _ in range(processes)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return noted


def drain() -> int:
    """Index what a rebuild has noted, and whatever else is due; return how many packages that was."""
    return outbox.drain(HEAD_START_SECONDS)


def _note_everything() -> int:
    """Every package, and whatever the index holds that is none."""
    gone = {"gone": model.State.DELETED}
    living = set(model.Session.scalars(LIVING, gone))
    for package_id in set(_indexed()) - living:
        outbox.note(package_id)
    model.Session.execute(NOTE_ALL, {**gone, "head_start": HEAD_START_SECONDS})
    model.Session.commit()
    return len(living)


def _indexed() -> Iterator[str]:
    site = f'+site_id:"{config["ckan.site_id"]}"'
    found = make_connection().search(
        "+entity_type:package",
        fq=site,
        fl="id",
        sort="index_id asc",
        rows=PAGE,
        cursorMark="*",
    )
    yield from (document["id"] for document in found)
