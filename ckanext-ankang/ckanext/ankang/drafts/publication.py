"""The room's share in publishing: nothing goes out over what others published meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk

from . import preview, revisions

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
