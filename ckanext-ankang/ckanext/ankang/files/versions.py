"""How bytes become a version, and who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import authz
from ckan.lib import files
from ckan.model.types import make_uuid

from . import config, errors, names, storage
from .interfaces import IVersionReaders
from .model import FileVersion

HARVEST = "harvest"


def store(
    upload: Any,
    *,
    name: str | None = None,
    resource_id: str | None = None,
    owner_org: str | None = None,
    source: str = "upload",
    user: str | None = None,
) -> FileVersion:
    """Write the bytes and add the version to the caller's transaction."""
    incoming = _incoming(upload)
    called = names.clean_name(name or incoming.filename or "")
    _check_size(called, incoming.size)
    version_id = make_uuid()
    incoming.content_type = names.media_type(called)
    data = files.get_storage(storage.NAME).upload(files.Location(version_id), incoming)
    _own(version_id, called, data)
    version = FileVersion(
        id=version_id,
        resource_id=resource_id,
        owner_org=owner_org,
        number=next_number(resource_id),
        name=called,
        media_type=data.content_type,
        size=data.size,
        sha256=data.hash,
        location=data.location,
        created_by=user,
        source=source,
    )
    model.Session.add(version)
    model.Session.flush()
    return version


def next_number(resource_id: str | None) -> int:
    """Return the number of a resource's next version; two uploads at once wait for each other."""
    if resource_id is None:
        return 1
    model.Session.execute(
        sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
        {"key": f"ankang_file_version {resource_id}"},
    )
    last = sa.select(sa.func.max(FileVersion.number)).where(FileVersion.resource_id == resource_id)
    return (model.Session.scalar(last) or 0) + 1


def of_resources(resource_ids: Sequence[str], *, newest: bool) -> list[FileVersion]:
    """Return the versions of these resources, or the newest of each, in the order of resources."""
    found = sa.select(FileVersion).where(FileVersion.resource_id.in_(resource_ids))
    if newest:
        found = found.distinct(FileVersion.resource_id)
    ordered = found.order_by(FileVersion.resource_id, FileVersion.number.desc())
    return list(model.Session.scalars(ordered))


def publish(version_id: str, resource_id: str | None) -> None:
    """Make a version public in the caller's transaction; the first time stays."""
    version = model.Session.get(FileVersion, version_id)
    if version is None:
        raise tk.ObjectNotFound(f"file version {version_id}")
    if resource_id and not version.resource_id:
        version.number = next_number(resource_id)
        version.resource_id = resource_id
    version.published = version.published or datetime.now(UTC)


def newest_public(resource_id: str) -> FileVersion | None:
    """The version of a resource that became public last."""
    chosen = sa.select(FileVersion).where(
        FileVersion.resource_id == resource_id,
        FileVersion.published.is_not(None),
        FileVersion.erased.is_(None),
    )
    found: FileVersion | None = model.Session.scalar(
        chosen.order_by(FileVersion.published.desc()).limit(1)
    )
    return found


def address(version: FileVersion) -> str | None:
    """The address that stays; None for what belongs to no resource."""
    resource = model.Resource.get(version.resource_id) if version.resource_id else None
    if resource is None:
        return None
    site = tk.config["ckan.site_url"].rstrip("/")
    return f"{site}/data/{resource.package_id}/{resource.id}/version/{version.number}"


def uploader(version_id: str) -> str | None:
    """Who handed a version in, by name; None for harvested and unknown ones."""
    version = model.Session.get(FileVersion, version_id)
    return version.created_by if version else None


def may_read(user: str | None, version: FileVersion) -> bool:
    """Whether a person sees this version: the public ones all, waiting ones who works on them.

    One that was hidden for a leak is seen by administrators alone, an erased one by nobody.
    """
    if version.erased:
        return False
    if user and authz.is_sysadmin(user):
        return True
    if version.hidden:
        return False
    package = _package(version)
    if version.published:
        return package is None or _shows(package, user)
    return bool(user) and _may_read_waiting(str(user), version, package)


def _may_read_waiting(user: str, version: FileVersion, package: Any) -> bool:
    """What the rooms that know the version say; else who handed it in (ckan-2.12.md 13).

    What was harvested was public elsewhere and has no person behind it: its department sees it.
    """
    for plugin in p.PluginImplementations(IVersionReaders):
        answer = plugin.may_read_waiting(user, version.as_dict())
        if answer is not None:
            return bool(answer)
    if version.source != HARVEST:
        return version.created_by == user
    department = package.owner_org if package else version.owner_org
    return bool(department and authz.users_role_for_group_or_org(department, user))


def _shows(package: Any, user: str | None) -> bool:
    # Outside of check_access nobody else fills in the person, and core's own check reads it.
    person = model.User.get(user) if user else None
    context: Any = {"user": user or "", "auth_user_obj": person, "package": package}
    return bool(authz.is_authorized("package_show", context, {"id": package.id})["success"])


def _package(version: FileVersion) -> Any:
    resource = model.Resource.get(version.resource_id) if version.resource_id else None
    return resource and resource.package


def _incoming(upload: Any) -> files.Upload:
    try:
        return files.make_upload(upload)
    except TypeError as error:
        raise errors.NotAFile() from error


def _check_size(name: str, size: int) -> None:
    if not size:
        raise errors.EmptyFile(name=name)
    if size > config.max_bytes():
        raise errors.TooLarge(name=name, size=size, limit=config.max_bytes())


def _own(version_id: str, name: str, data: files.FileData) -> None:
    """Let CKAN's file tables know the bytes as ours: no user ever owns them (ckan-2.12.md 1)."""
    row = model.File(name=name, storage=storage.NAME, id=version_id, **data.as_dict())
    owner = model.FileOwner(
        file_id=version_id, owner_id=version_id, owner_type=storage.OWNER_TYPE, pinned=True
    )
    model.Session.add_all([row, owner])
