"""清除: hidden at once by one person, erased by two, and forward only once it has begun.

The rows of the main database go in one transaction; what lies outside of it (bytes, DataStore,
index) goes after it, from the list that the transaction left. Killed in between, the job goes on.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import ckan.model as model
import ckan.plugins as p
import sqlalchemy as sa
from ckan.lib.search.common import make_connection
from ckanext.datastore.backend import postgres
from psycopg2 import sql

from ckanext.ankang.jobs import outbox, queue
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.review import audit, gate

from . import backups, storage
from .interfaces import Erased, IErasure
from .model import Erasure, FileVersion

KIND = "files.erase"
HIDDEN, RESTORED, REQUESTED, ERASING, ERASED = (
    "hidden", "restored", "requested", "erasing", "erased",
)  # fmt: skip
LEAK, ENDED = "leak", "ended"
NAMELESS = "已清除"


def address_of(name: str) -> str:
    """What stands for a dataset's name, which may itself be the datum."""
    return hashlib.sha256(name.encode()).hexdigest()


def hide(
    package: Any, person: str, ground: str, version_ids: list[str] | None = None, kind: str = LEAK
) -> Erasure:
    """Take a dataset from everybody's sight in the caller's transaction.

    The dataset as a whole, also where only a version is to be erased: nobody knows yet how far it went.
    """
    resources = [resource.id for resource in package.resources_all]
    row = Erasure(
        kind=kind,
        package_id=package.id,
        address=address_of(package.name),
        department=package.owner_org,
        version_ids=version_ids,
        state=HIDDEN,
        ground=ground,
        hidden_by=person,
        was_private=package.private,
        resource_ids=resources,
    )
    model.Session.add(row)
    with gate.allowed("erasure: hide"):
        package.private, package.state = True, model.State.DELETED
    model.Session.execute(_of(resources).values(hidden=datetime.now(UTC)))
    outbox.note(package.id)
    model.Session.flush()
    audit.record(person, "erasure.hide", package.id, erasure=row.id, kind=kind)
    return row


def restore(row: Erasure, person: str) -> None:
    """Show again what was hidden and is not to be erased."""
    _show(row)
    row.state, row.ended = RESTORED, datetime.now(UTC)
    audit.record(person, "erasure.restore", row.package_id, erasure=row.id)


def begin(row: Erasure, person: str) -> None:
    """Have the second person's word and let a worker erase; there is no way back from here."""
    row.confirmed_by, row.state = person, ERASING
    queue.enqueue(KIND, {"id": row.id}, key=f"{KIND} {row.id}")
    audit.record(person, "erasure.confirm", row.package_id, erasure=row.id)


def erase_job(_job: JobContext, payload: dict[str, Any]) -> None:
    """Erase, whatever of it an earlier attempt has done."""
    row = model.Session.get(Erasure, payload["id"], with_for_update=True)
    if row is None or row.state != ERASING:
        return
    if not row.kept:
        with gate.allowed("erasure: erase"):
            _forget(row)
        model.Session.commit()
    _clear_outside(row)
    row.backups = backups.holding(min(one["created"] for one in row.kept) if row.kept else "")
    row.state, row.ended = ERASED, datetime.now(UTC)
    facts = {"versions": row.kept, "ground": bool(row.ground)}
    audit.record(str(row.confirmed_by), "erasure.erase", row.package_id, erasure=row.id, **facts)
    model.Session.commit()


def _forget(row: Erasure) -> None:
    """Everything in the main database, and the list of what is left to do outside of it."""
    package = model.Package.get(row.package_id)
    versions = list(model.Session.scalars(_chosen(row)))
    erased = Erased(
        package_id=row.package_id,
        resource_ids=row.resource_ids,
        version_ids=[version.id for version in versions],
        title=package.title if package else "",
        whole=row.version_ids is None,
    )
    for plugin in p.PluginImplementations(IErasure):
        plugin.erase(erased)
    row.kept = [_blank(version) for version in versions]
    if package and erased.whole:
        _purge(package)
    elif package:
        _without_files(row, package, erased.version_ids)


def _blank(version: FileVersion) -> dict[str, Any]:
    """Take a version's name and leave hash, size and dates."""
    kept = {k: v for k, v in version.as_dict().items() if k in ("id", "number", "sha256", "size")}
    version.name, version.erased = NAMELESS, datetime.now(UTC)
    owner = sa.delete(model.FileOwner).where(model.FileOwner.file_id == version.id)
    model.Session.execute(owner)
    model.Session.execute(sa.delete(model.File).where(model.File.id == version.id))
    return {**kept, "created": version.created.astimezone(UTC).isoformat()}


def _purge(package: Any) -> None:
    """What core's purge does, which would commit halfway."""
    members = model.Session.query(model.Member).filter_by(table_id=package.id, table_name="package")
    for member in members:
        member.purge()
    named = (
        model.PackageRelationship.subject_package_id,
        model.PackageRelationship.object_package_id,
    )
    for end in named:
        for one in model.Session.query(model.PackageRelationship).filter(end == package.id):
            one.purge()
    package.purge()
    outbox.note(package.id)


def _without_files(row: Erasure, package: Any, version_ids: list[str]) -> None:
    """Let resources that showed an erased version show nothing; the others go on as before.

    After a leak the dataset stays hidden until a new file comes through the reviews; a roster's
    end is nobody's fault, and the rest of its dataset stays public.
    """
    showed = [one for one in package.resources_all if _version_of(one) in version_ids]
    for resource in showed:
        gone = ("version_id", "rows")
        resource.extras = {k: v for k, v in resource.extras.items() if k not in gone}
        resource.extras |= {"datastore_active": False}
        resource.url, resource.hash, resource.size = "", "", None
        if row.kind == ENDED:
            resource.state = model.State.DELETED
    left = _of([resource.id for resource in package.resources_all])
    model.Session.execute(left.where(FileVersion.erased.is_(None)).values(hidden=None))
    package.state = model.State.ACTIVE
    package.private = row.was_private or bool(showed and row.kind == LEAK)
    _change(package)
    outbox.note(package.id)


def _version_of(resource: Any) -> str | None:
    return (resource.extras or {}).get("version_id")


def _clear_outside(row: Erasure) -> None:
    """Bytes, tables of the DataStore and the search index; each may be gone already."""
    for one in row.kept:
        storage.version_path(one["id"]).unlink(missing_ok=True)
    package = model.Package.get(row.package_id)
    resources = package.resources_all if package else []
    shown = [one.id for one in resources if _version_of(one)]
    _drop_tables([one for one in row.resource_ids if one not in shown])
    solr = make_connection()
    solr.delete(q=f'+entity_type:package +id:"{row.package_id}"')
    solr.commit(waitSearcher=True, expungeDeletes=True)
    outbox.note(row.package_id)


def _drop_tables(resource_ids: list[str]) -> None:
    connection = postgres.get_write_engine().raw_connection()
    try:
        with connection.cursor() as cursor:
            for resource_id in resource_ids:
                table = sql.Identifier("public", resource_id)
                cursor.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(table))
        connection.commit()
    finally:
        connection.close()


def _show(row: Erasure) -> None:
    package = model.Package.get(row.package_id)
    with gate.allowed("erasure: restore"):
        package.state, package.private = model.State.ACTIVE, row.was_private
        _change(package)
    model.Session.execute(_of(row.resource_ids).values(hidden=None))
    outbox.note(package.id)


def _change(package: Any) -> None:
    """Whoever took over the tombstone asks what changed since, and finds the dataset again."""
    package.metadata_modified = datetime.now(UTC).replace(tzinfo=None)


def _of(resource_ids: list[str]) -> Any:
    return sa.update(FileVersion).where(FileVersion.resource_id.in_(resource_ids))


def _chosen(row: Erasure) -> Any:
    if row.version_ids is not None:
        return sa.select(FileVersion).where(FileVersion.id.in_(row.version_ids))
    return sa.select(FileVersion).where(FileVersion.resource_id.in_(row.resource_ids))
