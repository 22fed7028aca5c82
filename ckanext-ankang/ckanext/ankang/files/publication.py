"""The room's share in publishing: versions become public, and are compared with those before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import comparisons, history, versions


def apply(items: Sequence[dict[str, Any]]) -> None:
    """Publish the versions of these items, note what they say, and have what changed found out."""
    for item in items:
        _publish_versions(item)
    history.note([item["package"] for item in items])


def _publish_versions(item: dict[str, Any]) -> None:
    for resource in item["package"].get("resources", []):
        if resource.get("version_id"):
            _publish(resource["version_id"], resource["id"])
    document = item.get("document") or {}
    for text in document.get("texts") or [document]:
        if text.get("version_id"):
            versions.publish(text["version_id"], None)


def _publish(version_id: str, resource_id: str) -> None:
    before = versions.newest_public(resource_id)
    versions.publish(version_id, resource_id)
    if before and before.id != version_id:
        comparisons.ask(before.id, version_id)
