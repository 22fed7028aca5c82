"""A revision as the public would see it, and what stands against that."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.ankang.review import checking, publishing

from . import conflict, content, fields, revisions, submission
from .model import Revision

Json = dict[str, Any]


def of(revision: Revision) -> Json:
    """{package, errors by field, reasons as sentences, difference to what is public by now}."""
    item = submission.item(revision)
    # What is wrong with a dataset must not keep it public.
    checked = revision.kind == revisions.PUBLISH
    return {
        "package": as_shown(revision),
        "errors": checking.errors(item["package"]) if checked else {},
        "reasons": publishing.stopped(item) if checked else [],
        "difference": [change.as_dict() for change in outdated(revision)],
    }


def as_shown(revision: Revision) -> Json:
    """The package as `package_show` will answer once this is public."""
    written = content.package_of(revision.content)
    package = publishing.public_package({**written, "name": submission.name(revision)})
    return {
        **package,
        "organization": _organization(revision.department),
        "num_resources": len(package["resources"]),
        "tags": [_tag(tag) for tag in written.get("tags", [])],
        "num_tags": len(written.get("tags", [])),
        "groups": [],
        "extras": written.get("extras", []),
        "resources": [
            {**resource, "package_id": revision.package_id, "position": place, "state": "active"}
            for place, resource in enumerate(package["resources"])
        ],
        "license_title": _license(written.get("license_id")),
        "metadata_modified": revision.saved.isoformat() if revision.saved else None,
        "ankang_revision": revisions.reference(revision),
    }


def outdated(revision: Revision) -> tuple[conflict.Change, ...]:
    """What became public under this revision since it was begun, with what it has itself."""
    if revision.state not in revisions.OPEN:
        return ()
    now = revisions.stored_content(revision.package_id)
    found = conflict.difference(revision.base_content, now, revision.content)
    stamped = fields.stamped(revision.type)
    return tuple(
        change
        for change in found.changes
        if change.base != change.theirs and change.path[0] not in stamped
    )


def _organization(id_: str) -> Json | None:
    group = model.Group.get(id_)
    if group is None:
        return None
    names = ("id", "name", "title", "description", "image_url", "state", "type")
    return {name: getattr(group, name) for name in names}


def _tag(tag: Json) -> Json:
    return {**tag, "display_name": tag["name"], "state": "active", "vocabulary_id": None}


def _license(id_: str | None) -> str:
    licence = model.Package.get_license_register().get(id_) if id_ else None
    return str(tk._(licence.title)) if licence else ""
