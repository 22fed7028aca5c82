"""What of a package a person writes, and what the portal writes itself (pure)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any
from uuid import uuid4

from ckanext.ankang.review import machine

Package = Mapping[str, Any]

# What `package_show` works out of the rest, or knows of rows: never anybody's content.
DERIVED = frozenset(
    [
        "creator_user_id",
        "metadata_created",
        "metadata_modified",
        "num_resources",
        "num_tags",
        "organization",
        "isopen",
        "license_title",
        "license_url",
        "relationships_as_object",
        "relationships_as_subject",
        "state",
        "private",
        "groups",
        "revision_id",
        "base_revision",
        "edit",
        "ankang_revision",
        "tracking_summary",
        "validation_status_summary",
    ]
)
# What of a resource no person writes: what machines do, what its version says, and what its row knows.
MACHINE = (
    machine.FIELDS
    | machine.EXTRAS
    | frozenset(["hash", "mimetype", "mimetype_inner", "size", "url_type"])
    | frozenset(["cache_url", "created", "package_id", "position", "state", "tracking_summary"])
)
# The paragraphs of a document: they go with its package and are no field of it.
TEXT = "document_text"
# What is known of that text beside its words: {version_id, undone, note, told, …}.
DETAILS = "document_details"

_COMMAS = re.compile("[,，]")


def content_of(package: Package) -> dict[str, Any]:
    """The content of a package as `package_show` gives it, or as somebody sent it."""
    content = {
        key: value
        for key, value in package.items()
        if key not in DERIVED and value not in (None, "", [])
    }
    if tags := _tags(package):
        content["tags"] = tags
    content.pop("tag_string", None)
    content["resources"] = [resource_of(resource) for resource in package.get("resources") or []]
    return content


def sent(package: Package, stamped: Collection[str]) -> dict[str, Any]:
    """The content that a person sent: without what only the portal writes, empty values kept.

    `stamped` are the fields of its type that the portal fills.
    """
    content = {
        key: value for key, value in package.items() if key not in DERIVED and key not in stamped
    }
    if "tags" in package or "tag_string" in package:
        content["tags"] = _tags(package)
    content.pop("tag_string", None)
    if "resources" in package:
        content["resources"] = [resource_of(resource) for resource in package["resources"] or []]
    return content


def resource_of(resource: Package) -> dict[str, Any]:
    """A resource without what the portal writes; a new one gets its id at once."""
    content = {
        key: value
        for key, value in resource.items()
        if key not in MACHINE and value not in (None, "")
    }
    if content.get("version_id"):
        content.pop("url", None)  # says where the version is downloaded
    return {**content, "id": content.get("id") or str(uuid4())}


def apply(content: Package, changes: Package) -> dict[str, Any]:
    """The content with these top-level keys replaced; an empty value takes a key away."""
    merged = {**content, **changes}
    merged.setdefault("resources", [])
    return {key: value for key, value in merged.items() if value not in (None, "")}


def with_resource(content: Package, resource: Package) -> dict[str, Any]:
    """The content with this resource in the place of the one of its id, or as its last."""
    resources = [dict(one) for one in content.get("resources", [])]
    for place, one in enumerate(resources):
        if one["id"] == resource["id"]:
            resources[place] = dict(resource)
            break
    else:
        resources.append(dict(resource))
    return {**content, "resources": resources}


def without_resource(content: Package, resource_id: str) -> dict[str, Any]:
    """The content without the resource of this id."""
    kept = [one for one in content.get("resources", []) if one["id"] != resource_id]
    return {**content, "resources": kept}


def package_of(content: Package) -> dict[str, Any]:
    """The content as a package: without the text that goes beside it, and what is known of that."""
    return {key: value for key, value in content.items() if key not in (TEXT, DETAILS)}


def resource(content: Package, resource_id: str) -> dict[str, Any] | None:
    """The resource of this id."""
    found = (dict(one) for one in content.get("resources", []) if one["id"] == resource_id)
    return next(found, None)


def _tags(package: Package) -> list[dict[str, str]]:
    """Tags by their names alone, whether they came as a list or as the form's line."""
    names = [tag["name"] for tag in package.get("tags") or []]
    line = package.get("tag_string") or ""
    parts = _COMMAS.split(line) if isinstance(line, str) else line
    names += [part.strip() for part in parts if part.strip()]
    return [{"name": name} for name in dict.fromkeys(names)]
