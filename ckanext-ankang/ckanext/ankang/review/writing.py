"""Packages as a case writes them: many new ones at once, each as `package_create` would write it.

Core saves one package with 30 statements, because it looks for what it might overwrite (limits.md C).
What a batch knows to be new is validated by the same schema, written with one INSERT a table and handed
to the same hooks. Everything else goes through core's own actions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import ckan.lib.plugins as lib_plugins
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.types import Context

from ckanext.ankang.catalogue.remembered import NAME, PACKAGE, RESOURCE, is_absent, remembered

Json = dict[str, Any]
# Core looks these up by what they say; a batch leaves them to it.
LEFT_TO_CORE = ("relationships_as_subject", "relationships_as_object", "plugin_data")
NOT_STORED = ("extras", "revision_timestamp", "tracking_summary")


def absent(packages: Sequence[Json]) -> Iterator[tuple[str, str]]:
    """What these packages bring that nobody has yet: ids, names, ids of resources; none of them twice."""
    for kind, column, keys in (
        (PACKAGE, model.Package.id, [package.get("id") for package in packages]),
        (NAME, model.Package.name, [package.get("name") for package in packages]),
        (RESOURCE, model.Resource.id, [one.get("id") for one in _resources(packages)]),
    ):
        once = {key for key, count in Counter(keys).items() if key and count == 1}
        stored = model.Session.scalars(sa.select(column).where(column.in_(once)))
        yield from ((kind, key) for key in once - set(stored))


class Writer:
    """Writes the packages of one case in its transaction; what it holds is written by `finish`."""

    def __init__(self, actor: str) -> None:
        self._actor = actor
        self._new: list[Json] = []

    def write(self, package: Json) -> str:
        """Validate and write one package, or hold it for `finish`; raises ValidationError."""
        if _is_new(package):
            data = self._validated(package)
            self._new.append(data)
            return str(data["id"])
        action = "package_update" if _stored(package["id"]) else "package_create"
        return str(tk.get_action(action)(self._context(), package))

    def finish(self) -> None:
        """Write what is new, then let core's hooks hear of each."""
        groups, tags = _groups(self._new), _tags(self._new)
        made = [_package(data, tags) for data in self._new]
        model.Session.add_all(made)
        model.Session.flush()
        members = [row for data in self._new for row in _members(data, groups)]
        if members:
            model.Session.execute(sa.insert(model.Member.__table__), members)
        context = self._context()
        for package, data in zip(made, self._new, strict=True):
            _tell(context, package, data)
        self._new = []

    def _context(self) -> Context:
        return {
            "session": model.Session,
            "user": self._actor,
            "ignore_auth": True,
            "defer_commit": True,
            "return_id_only": True,
        }

    def _validated(self, package: Json) -> Json:
        plugin = lib_plugins.lookup_package_plugin(package["type"])
        data, errors = lib_plugins.plugin_validate(
            plugin, self._context(), package, plugin.create_package_schema(), "package_create"
        )
        if errors:
            raise tk.ValidationError(errors)
        if creator := remembered(("creator", self._actor), self._creator):
            data["creator_user_id"] = creator
        return dict(data)

    def _creator(self) -> str | None:
        person = model.User.get(self._actor)
        return person and str(person.id)


def _is_new(package: Json) -> bool:
    """Whether nothing of it is stored, and core would look for nothing but that."""
    own = (is_absent(RESOURCE, one.get("id")) for one in package.get("resources", ()))
    simple = not any(package.get(name) for name in LEFT_TO_CORE)
    by_name = all(
        tag.keys() <= {"name", "state", "display_name"} for tag in package.get("tags", ())
    )
    known = is_absent(PACKAGE, package["id"]) and is_absent(NAME, package.get("name"))
    return known and simple and by_name and all(own)


def _stored(package_id: str) -> bool:
    return model.Session.get(model.Package, package_id) is not None


def _resources(packages: Iterable[Json]) -> Iterator[Json]:
    for package in packages:
        yield from package.get("resources", ())


def _package(data: Json, tags: dict[str, Any]) -> Any:
    extras = {extra["key"]: extra["value"] for extra in data.get("extras", ())}
    package = model.Package()
    package.from_dict({**data, "extras": extras})
    package.resources_all[:] = [_resource(data["id"], one) for one in data.get("resources", ())]
    for name in dict.fromkeys(tag["name"] for tag in data.get("tags", ())):
        model.PackageTag(package, tags[name], "active")
    if not data.get("metadata_modified"):
        package.metadata_modified = _now()
    return package


def _resource(package_id: str, said: Json) -> Any:
    said["package_id"] = package_id
    resource = model.Resource()
    kept = {name: value for name, value in said.items() if name not in NOT_STORED}
    _changed, skipped = resource.from_dict(kept)
    resource.url_changed = True
    resource.metadata_modified, resource.state, resource.extras = _now(), "active", skipped
    return resource


def _tags(packages: Iterable[Json]) -> dict[str, Any]:
    """The free tags of these packages by name; new ones are made."""
    names = {tag["name"] for package in packages for tag in package.get("tags", ())}
    chosen = sa.select(model.Tag).where(
        model.Tag.name.in_(names), model.Tag.vocabulary_id.is_(None)
    )
    known = {tag.name: tag for tag in model.Session.scalars(chosen)}
    return {name: known.get(name) or model.Tag(name) for name in sorted(names)}


def _groups(packages: Iterable[Json]) -> dict[str, str]:
    """Ids of the groups of these packages by what they are called by."""
    called = {
        group.get("id") or group.get("name")
        for package in packages
        for group in package.get("groups") or ()
    }
    table = model.Group.__table__.c
    chosen = sa.select(table.id, table.name).where(
        sa.or_(table.id.in_(called), table.name.in_(called))
    )
    rows = model.Session.execute(chosen).all()
    return {called_by: row.id for row in rows for called_by in (row.id, row.name)}


def _members(data: Json, groups: dict[str, str]) -> Iterator[Json]:
    """Memberships: of the groups, then of the department."""
    row = {"table_id": data["id"], "table_name": "package", "state": "active"}
    said = [one for one in data.get("groups") or () if one.get("capacity") != "organization"]
    capacity = said[-1].get("capacity", "public") if said else "public"
    ids = dict.fromkeys(groups.get(one.get("id") or one.get("name")) for one in said)
    for group_id in filter(None, ids):
        yield {**row, "group_id": group_id, "capacity": capacity}
    if data.get("owner_org"):
        yield {**row, "group_id": data["owner_org"], "capacity": "organization"}


def _tell(context: Context, package: Any, data: Json) -> None:
    for plugin in p.PluginImplementations(p.IPackageController):
        plugin.create(package)
        plugin.after_dataset_create(context, data)
    if data.get("resources") and tk.config["ckan.views.default_views"]:
        views: Context = {"ignore_auth": True, "user": context["user"]}
        tk.get_action("package_create_default_resource_views")(views, {"package": data})


def _now() -> datetime:
    """As core writes it: UTC without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)
