"""The room's share in publishing: versions become public, and are compared with those before."""

from __future__ import annotations

from typing import Any

from . import comparisons, history, versions


def apply(item: dict[str, Any]) -> None:
    """Publish the versions of an item, note what it says, and have what changed found out."""
    for resource in item["package"].get("resources", []):
        if resource.get("version_id"):
            _publish(resource["version_id"], resource["id"])
    document = item.get("document") or {}
    for text in document.get("texts") or [document]:
        if text.get("version_id"):
            versions.publish(text["version_id"], None)
    history.note(item["package"])


def _publish(version_id: str, resource_id: str) -> None:
    before = versions.newest_public(resource_id)
    versions.publish(version_id, resource_id)
    if before and before.id != version_id:
        comparisons.ask(before.id, version_id)
