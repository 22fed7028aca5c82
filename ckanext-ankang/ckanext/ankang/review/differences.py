"""What a package, as it shall be, changes of what is public (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

# What the portal derives, or what says nothing to who reviews.
DERIVED: Final = frozenset(
    {
        "id", "type", "state", "private", "isopen", "organization", "creator_user_id",
        "metadata_created", "metadata_modified", "num_resources", "num_tags", "license_title",
        "license_url", "relationships_as_object", "relationships_as_subject", "package_id",
        "position", "created", "last_modified", "metadata", "url", "url_type", "hash", "size",
        "mimetype", "datastore_active", "cache_url", "revision_id", "owner_org",
    }
)  # fmt: skip

# The address name follows from the title; resources are compared one by one.
OF_PACKAGES_ONLY: Final = frozenset({"name", "resources"})


@dataclass(frozen=True)
class Difference:
    """One field, of the package or of one of its resources."""

    field: str
    before: Any
    after: Any
    resource: str | None = None


def differences(before: dict[str, Any] | None, after: dict[str, Any]) -> list[Difference]:
    """All fields that differ; everything where nothing is public yet."""
    found = _fields(before or {}, after, None)
    old = {one.get("id"): one for one in (before or {}).get("resources", [])}
    new = {one.get("id"): one for one in after.get("resources", [])}
    for id_ in dict.fromkeys([*old, *new]):
        one = new.get(id_) or old[id_]
        found += _fields(old.get(id_, {}), new.get(id_, {}), str(one.get("name") or id_))
    return found


def _fields(
    before: dict[str, Any], after: dict[str, Any], resource: str | None
) -> list[Difference]:
    names = dict.fromkeys([*after, *before])
    return [
        Difference(name, _readable(before.get(name)), _readable(after.get(name)), resource)
        for name in names
        if name not in DERIVED
        and (resource or name not in OF_PACKAGES_ONLY)
        and _plain(before.get(name)) != _plain(after.get(name))
    ]


def _plain(value: Any) -> Any:
    """Nothing, empty text and an empty list are the same."""
    return value or None


def _readable(value: Any) -> Any:
    """A list as its names; anything else as it is."""
    if not isinstance(value, list):
        return value
    return "、".join(_named(one) if isinstance(one, dict) else str(one) for one in value)


def _named(entry: dict[str, Any]) -> str:
    """An entry by its name, or by all that it says."""
    name = entry.get("title") or entry.get("name")
    return str(name) if name else "，".join(str(said) for said in entry.values() if said)
