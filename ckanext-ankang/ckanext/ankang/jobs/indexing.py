"""The one shim that takes synchronous indexing out of CKAN 2.12.0's actions.

Core indexes before it commits, so that a stopped Solr stops publishing and a failed commit leaves
a ghost in the index (ckan-2.12.md 36). Its actions call four functions of `ckan.logic`; these note
the package in the outbox instead. `search.rebuild` goes on indexing at once: that is its purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

import ckan.lib.search as search
from ckan import logic

from . import entries, outbox

_at_once: ContextVar[bool] = ContextVar("ankang_index_at_once", default=False)


def install() -> None:
    """Put the outbox in the place of core's indexing, once."""
    if hasattr(logic.index_update_package, "ankang"):
        return
    logic.index_update_package = _or_note(  # type: ignore[assignment]
        logic.index_update_package, lambda _context, id_, *_: outbox.note(id_)
    )
    # These two follow a flush of the package itself, which the outbox notes at the commit.
    for name in ("index_update_package_dicts", "index_insert_package_dicts"):
        setattr(logic, name, _or_note(getattr(logic, name), lambda *_: None))
    logic.index_remove_package = _or_note(logic.index_remove_package, outbox.note)  # type: ignore[assignment]
    search.rebuild = _now(search.rebuild)  # type: ignore[assignment]
    entries.install()


@contextmanager
def at_once() -> Iterator[None]:
    """Within this block core's functions index synchronously, as they were written to."""
    token = _at_once.set(True)
    try:
        yield
    finally:
        _at_once.reset(token)


def _or_note(original: Any, note: Any) -> Any:
    @wraps(original)
    def call(*args: Any, **kwargs: Any) -> None:
        (original if _at_once.get() else note)(*args, **kwargs)

    call.ankang = True  # type: ignore[attr-defined]
    return call


def _now(original: Any) -> Any:
    @wraps(original)
    def call(*args: Any, **kwargs: Any) -> None:
        with at_once():
            original(*args, **kwargs)

    return call
