"""The room's share in publishing: no version without a valid report, then its table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.jobs import queue

from . import releases, scoring, validations

PUBLISHABLE = ("valid", releases.RELEASED)


def reasons_against(item: dict[str, Any]) -> list[str]:
    """Return why the files of an item must not become public."""
    return [reason for resource in _tables(item) if (reason := _reason(resource))]


def apply(item: dict[str, Any]) -> None:
    """Have the tables loaded and the dataset scored after the commit."""
    for resource in _tables(item):
        payload = {"resource_id": resource["id"], "version_id": resource["version_id"]}
        queue.enqueue("quality.load", payload, key=f"quality.load {resource['version_id']}")
    if _is_dataset(item):
        scoring.ask(item["package"]["id"])


def _tables(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Files of datasets are tables; what a document carries is the documents' to judge."""
    if _is_dataset(item):
        yield from (r for r in item["package"].get("resources", []) if r.get("version_id"))


def _is_dataset(item: dict[str, Any]) -> bool:
    return bool(item["package"].get("type", "dataset") == "dataset")


def _reason(resource: dict[str, Any]) -> str | None:
    validation = validations.latest(resource["version_id"])
    if validation is None:
        name = resource.get("name") or resource["version_id"]
        return tk._("数据资源“{name}”的文件还没有校验报告。请先校验。").format(name=name)
    return None if releases.verdict(validation) in PUBLISHABLE else str(validation.sentence)
