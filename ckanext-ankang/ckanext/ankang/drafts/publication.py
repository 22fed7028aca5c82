"""The room's share in publishing: nothing goes out over what others published meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.ankang.review import publishing

from . import content, preview, revisions

Json = dict[str, Any]


def reasons_against(item: Json) -> list[str]:
    """Why an item must wait: what is public is no longer what its revision was begun with."""
    revision = revisions.get(item["revision_id"]) if item.get("revision_id") else None
    if revision is None:
        return []
    changed = preview.outdated(revision)
    if not changed:
        return []
    names = "、".join(dict.fromkeys(change.path[0] for change in changed))
    sentence = tk._("公开的内容在修改期间已经变更（{fields}）。请打开草稿，逐项核对后重新提交。")
    return [sentence.format(fields=names)]


def apply(item: Json) -> None:
    """Let the revision of a published item be what is public now."""
    revision = revisions.get(item["revision_id"]) if item.get("revision_id") else None
    if revision is not None:
        revision.state = revisions.PUBLISHED
        revision.published = datetime.now(UTC)


def completed(context: Context, package: Json) -> Json:
    """The package as publishing writes it, with what the portal knows and no content says.

    A revision holds nothing of what machines write; where the version of a resource stays the same,
    what they wrote of it stays too, and a withdrawal is dated by the day on which it happens.
    """
    if not context.get(publishing.TOKEN):
        return package
    stored = model.Package.get(package["id"])
    written = {one.id: one.extras or {} for one in stored.resources} if stored else {}
    resources = [
        {**_of_the_version(written.get(one.get("id"), {}), one), **one}
        for one in package.get("resources", [])
    ]
    day = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    dated = {"withdrawn": day} if package.get("withdrawn_reason") else {}
    return {**dated, **package, "resources": resources}


def _of_the_version(extras: Json, resource: Json) -> Json:
    if not resource.get("version_id") or extras.get("version_id") != resource["version_id"]:
        return {}
    return {name: value for name, value in extras.items() if name in content.MACHINE}
