"""The core `library`: brought up to date by the outbox, asked by the action, built anew by a command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pysolr
from ckan import model
from ckan.lib.plugins import get_permission_labels
from ckan.lib.search import SearchError

from ckanext.ankang.search import config
from ckanext.ankang.search.interfaces import ILibrary
from ckanext.ankang.search.library.entries import entries

_BATCH = 100


def connection() -> pysolr.Solr:
    """The core beside that of CKAN."""
    address, _, _core = str(tk.config["solr_url"]).rstrip("/").rpartition("/")
    return pysolr.Solr(f"{address}/{config.library_core()}", timeout=tk.config["solr_timeout"])


def ask(params: dict[str, Any]) -> pysolr.Results:
    """Ask the core; a core that does not answer is CKAN's own error, as for packages."""
    try:
        return connection().search(**params)
    except (pysolr.SolrError, OSError) as error:
        raise SearchError(str(error)) from error


def update(package_id: str) -> None:
    """Bring the entries of one package to the state of the database, without a commit."""
    package = model.Session.get(model.Package, package_id)
    solr = connection()
    if package is None or package.type == "document":
        solr.delete(q=f'package:"{package_id}"', commit=False)
    if package is not None and _is_public(package):
        found = material(package_id)
        solr.add(list(entries(found.package, found.texts, found.intervals)), commit=False)


def commit() -> None:
    """Let readers see what was updated; a core that does not answer is CKAN's own error."""
    try:
        connection().commit(waitSearcher=True)
    except (pysolr.SolrError, OSError) as error:
        raise SearchError(str(error)) from error


def rebuild() -> Iterator[int]:
    """Index every document anew, and forget what is none any more; yields how many are done."""
    begun = datetime.now(UTC)
    ids = public_ids()
    for number, package_id in enumerate(ids, start=1):
        update(package_id)
        # The session would hold every text of the library.
        model.Session.expunge_all()
        if number % _BATCH == 0 or number == len(ids):
            commit()
            yield number
    connection().delete(q=f"indexed:[* TO {begun:%Y-%m-%dT%H:%M:%SZ}}}", commit=True)


def public_ids() -> list[str]:
    """Every document that anybody may read, in the order of their names."""
    query = model.Session.query(model.Package).filter_by(type="document", state="active")
    return [package.id for package in query.order_by(model.Package.name) if _is_public(package)]


def _is_public(package: Any) -> bool:
    """The library is what anybody may read: neither private nor withdrawn."""
    if package.type != "document" or package.state != model.State.ACTIVE:
        return False
    return "public" in get_permission_labels().get_dataset_labels(package)


@dataclass(frozen=True)
class Material:
    """What the rooms know of one document."""

    package: dict[str, Any]
    texts: list[dict[str, Any]]
    intervals: list[dict[str, Any]]


def material(package_id: str) -> Material:
    """Ask the rooms for a document's header, texts and states."""
    context: Any = {"ignore_auth": True, "user": ""}
    rooms = list(p.PluginImplementations(ILibrary))
    return Material(
        tk.get_action("package_show")(context, {"id": package_id}),
        [text for room in rooms for text in room.get_library_texts(package_id)],
        [row for room in rooms for row in room.get_library_intervals(package_id)],
    )
