"""What a dataset was and became: its versions and what a case changed of its description."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from .differences import metadata_changes
from .model import Publication, VersionDifference

Json = dict[str, Any]
# What changes with every file, or is written by the portal, is no change of a description.
LEFT_OUT = frozenset(
    {
        *("id", "type", "state", "private", "resources", "owner_org", "organization"),
        *("first_published", "metadata_created", "metadata_modified", "creator_user_id"),
        *("withdrawn", "withdrawn_reason", "replaced_by", "num_resources", "num_tags", "groups"),
        *("isopen", "license_title", "license_url", "relationships_as_object"),
        "relationships_as_subject",
    }
)


def note(packages: Sequence[Json]) -> None:
    """Keep what was published, in the publishing transaction; the same twice is kept once."""
    newest = _newest([package["id"] for package in packages])
    for package in packages:
        content = _content(package)
        if newest.get(package["id"]) != content:
            model.Session.add(Publication(package_id=package["id"], content=content))


def _content(package: Json) -> Json:
    content = {key: value for key, value in package.items() if key not in LEFT_OUT and value}
    content["resources"] = [
        {"id": one["id"], "name": one.get("name"), "version_id": one.get("version_id")}
        for one in package.get("resources", [])
    ]
    return content


def _newest(package_ids: Sequence[str]) -> dict[str, Json]:
    """What each of these packages said when it was published last."""
    chosen = (
        sa.select(Publication.package_id, Publication.content)
        .where(Publication.package_id.in_(package_ids))
        .distinct(Publication.package_id)
        .order_by(Publication.package_id, Publication.id.desc())
    )
    return {row.package_id: row.content for row in model.Session.execute(chosen)}


def changes_of(package_id: str) -> list[Json]:
    """What each publication changed of the description, newest first: `{published, changes}`."""
    rows = _publications(package_id)
    found = []
    for old, new in pairwise(rows):
        fields = sorted((old.content.keys() | new.content.keys()) - {"resources", "name"})
        if changes := metadata_changes(old.content, new.content, fields):
            found.append({"published": new.published.isoformat(), "changes": changes})
    return found[::-1]


def had_name(name: str) -> str | None:
    """The id of the dataset that had a name when it was last published under it."""
    chosen = sa.select(Publication.package_id).where(Publication.content["name"].astext == name)
    found: str | None = model.Session.scalar(chosen.order_by(Publication.id.desc()).limit(1))
    return found


def pairs(versions: list[Json]) -> list[tuple[Json, Json | None]]:
    """Each version with the public one before it, newest first."""
    older: list[Json | None] = [*versions[1:], None]
    return list(zip(versions, older, strict=True)) if versions else []


def differences(versions: list[Json]) -> dict[str, VersionDifference]:
    """The comparisons with the version before that are made, by the newer version."""
    chosen = {(old["id"], new["id"]) for new, old in pairs(versions) if old}
    rows = model.Session.scalars(
        sa.select(VersionDifference)
        .options(sa.orm.defer(VersionDifference.rows))
        .where(sa.tuple_(VersionDifference.old_id, VersionDifference.new_id).in_(chosen))
    )
    return {row.new_id: row for row in rows}


def _publications(package_id: str) -> list[Publication]:
    chosen = sa.select(Publication).where(Publication.package_id == package_id)
    return list(model.Session.scalars(chosen.order_by(Publication.id)))
