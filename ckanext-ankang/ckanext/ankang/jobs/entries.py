"""Index entries of many packages at once.

Core makes each entry itself, with every schema and hook; but it asks the database ten times a package
and sends each entry by itself, which is most of its 20 ms (limits.md C). Three shims take these away:
within a batch the first question about a package is asked for all of them, that about a group's members
once a group, and the entries are gathered, so that they go to Solr in one request. What a batch does not
know is asked as core asks it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

import ckan.lib.dictization.model_dictize as dictize
import ckan.lib.search as search
import ckan.lib.search.index as core_index
import sqlalchemy as sa
from ckan import logic, model
from ckan.types import Context
from sqlalchemy.sql import operators, visitors

from ckanext.ankang.catalogue.remembered import NAME, remembering

KEY = "ankang_key"
Rows = dict[str, list[Any]]
Packages = dict[str, Any]


def packages_of(ids: Sequence[str]) -> Packages:
    """The packages of a batch as they are stored; the session forgets what nobody holds."""
    chosen = sa.select(model.Package).where(model.Package.id.in_(ids))
    found = model.Session.scalars(chosen.execution_options(populate_existing=True))
    return {str(package.id): package for package in found}


class _Batch:
    """The packages that are indexed together, what is known of them, and the entries made of them."""

    def __init__(self, packages: Packages) -> None:
        self.packages = packages
        owners = {str(package.owner_org) for package in self.packages.values()}
        self._values = {"group.id": sorted(owners)}
        self._ids = list(self.packages)
        self._known: dict[str, Rows] = {}
        self.members: dict[tuple[str, str], list[Any]] = {}
        self.entries: list[dict[str, Any]] = []

    def rows(self, query: Any) -> list[Any] | None:
        """The answer to a question about one package; None if it is not one of these."""
        asked = _first_comparison(query)
        column, value = asked.left, asked.right.value
        name = str(column)
        values = self._values.get(name, self._ids)
        if value not in values:
            return None
        if name not in self._known:
            self._known[name] = _of_all(query, asked, column, values)
        return self._known[name].get(value, [])

    def add(self, docs: list[dict[str, Any]], commit: bool) -> None:
        """Stand in for Solr's connection: core adds one entry at a time."""
        self.entries += docs


_batch: ContextVar[_Batch | None] = ContextVar("ankang_index_batch", default=None)


def install() -> None:
    """Put the batch before core's questions and its connection, once."""
    if not hasattr(dictize._execute, "ankang"):
        dictize._execute = _answered(dictize._execute)
        dictize._get_members = _asked_once(dictize._get_members)  # type: ignore[assignment]
        core_index.make_connection = _gathered(core_index.make_connection)


def build(ids: Sequence[str], packages: Packages) -> dict[str, dict[str, Any] | Exception | None]:
    """Each id with its entry, what went wrong with it, or None for what has no entry any more."""
    batch = _Batch(packages)
    # The database holds each name once: no other package can have that of a stored one.
    with _within(batch), remembering((NAME, package.name) for package in packages.values()):
        return {package_id: _entry(batch, package_id) for package_id in ids}


def _entry(batch: _Batch, package_id: str) -> dict[str, Any] | Exception | None:
    package = batch.packages.get(package_id)
    if package is None or package.state == model.State.DELETED:
        return None
    batch.entries = []
    context: Context = {"ignore_auth": True, "user": ""}
    try:
        both = logic.package_show_default_and_custom_schemas(context, package_id)
        entry = dict(both[0], with_custom_schema=both[1])
        search.index_for("Package").update_dict(entry, defer_commit=True)
    except sa.exc.DBAPIError:
        raise  # the transaction is gone with it
    # The worker's boundary: one package that no plugin can index must not stop the others.
    except Exception as error:
        return error
    return batch.entries[0]


@contextmanager
def _within(batch: _Batch) -> Iterator[None]:
    token = _batch.set(batch)
    try:
        yield
    finally:
        _batch.reset(token)


def _first_comparison(query: Any) -> Any:
    where = query.whereclause
    return where.clauses[0] if where.operator is operators.and_ else where


def _of_all(query: Any, asked: Any, column: Any, values: Sequence[str]) -> Rows:
    """Ask for all at once, and sort the rows by what they were asked for."""

    def widened(element: Any, **_: Any) -> Any:
        return column.in_(values) if element is asked else None

    wide = visitors.replacement_traverse(query, {}, widened).add_columns(column.label(KEY))
    answer = model.Session.execute(wide).freeze()
    keys = answer().scalars(KEY).all()
    width = len(query.selected_columns)
    found: Rows = defaultdict(list)
    for key, row in zip(keys, answer().columns(*range(width)), strict=True):
        found[key].append(row)
    return found


def _answered(original: Any) -> Any:
    @wraps(original)
    def execute(query: Any, table: Any, context: Any) -> Any:
        batch = _batch.get()
        rows = batch.rows(query) if batch else None
        return original(query, table, context) if rows is None else rows

    execute.ankang = True  # type: ignore[attr-defined]
    return execute


def _asked_once(original: Any) -> Any:
    @wraps(original)
    def members(context: Context, group: Any, member_type: str) -> list[Any]:
        batch = _batch.get()
        if batch is None:
            return list(original(context, group, member_type))
        asked = (group.id, member_type)
        if asked not in batch.members:
            batch.members[asked] = original(context, group, member_type)
        return batch.members[asked]

    return members


def _gathered(original: Any) -> Any:
    @wraps(original)
    def connection(*args: Any, **kwargs: Any) -> Any:
        return _batch.get() or original(*args, **kwargs)

    return connection
