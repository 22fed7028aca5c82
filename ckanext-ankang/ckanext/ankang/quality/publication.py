"""The room's share in publishing: no version without a valid report, then its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.ankang.jobs import queue

from . import config, releases, validations
from .columns import binding, waiting
from .scores import scoring

PUBLISHABLE = ("valid", releases.RELEASED)


def reasons_against(item: dict[str, Any]) -> list[str]:
    """Return why the files of an item must not become public."""
    return [reason for resource in _tables(item) if (reason := _reason(resource))]


def apply(items: Sequence[dict[str, Any]]) -> None:
    """Say the verdicts and enter the columns; tables are loaded and scored after the commit."""
    for resource in (resource for item in items for resource in _tables(item)):
        waiting.approve_with_version(resource["id"], resource["version_id"])
        take_over(resource["id"], resource["version_id"])
        _say_verdict(resource["id"], resource["version_id"])
    scoring.ask(item["package"]["id"] for item in items if _is_dataset(item))


def take_over(resource_id: str, version_id: str) -> None:
    """Do what follows from a valid report of the public version, in the caller's transaction."""
    version = tk.get_action("ankang_file_version_show")({"ignore_auth": True}, {"id": version_id})
    validation = validations.latest(version_id)
    read = validation.facts.get("columns", []) if validation else []
    ids = {column["title"]: column["id"] for column in read}
    payload = {"resource_id": resource_id, "version_id": version_id}
    if binding.bind(resource_id, ids, version["number"]):
        queue.enqueue("quality.load", payload, key=f"quality.load {version_id}")
    else:
        # Its ids were given before another version's were entered: read again, it gets its own.
        queue.enqueue("quality.validate", payload, key=version_id)


def _say_verdict(resource_id: str, version_id: str) -> None:
    """Let the page offer the download from the first moment; the table follows when it is loaded."""
    resource, validation = model.Resource.get(resource_id), validations.latest(version_id)
    if resource and validation:
        resource.extras = {**(resource.extras or {}), **releases.shown(validation)}


def validate_again(resource_id: str, *, public: bool) -> None:
    """Have the newest version held to what was confirmed or decided of its columns.

    A public version only with `public`: it is held to what was approved. All waits a little, so that
    a person who describes many columns causes one validation.
    """
    versions = tk.get_action("ankang_file_version_list")(
        {"ignore_auth": True}, {"resource_id": resource_id}
    )
    newest_public = [version for version in versions if version["published"]][:1]
    unpublished = [version for version in versions[:1] if not version["published"]]
    for version in unpublished + (newest_public if public else []):
        payload = {"resource_id": resource_id, "version_id": version["id"]}
        delay = config.validate_again_seconds()
        queue.enqueue("quality.validate", payload, key=version["id"], delay=delay)


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
    if waiting.uses_rejected(resource.get("id", ""), validation):
        sentence = tk._("数据资源“{name}”的列说明有被退回的内容，正在重新校验。请稍后再办。")
        return sentence.format(name=resource.get("name") or resource["version_id"])
    return None if releases.verdict(validation) in PUBLISHABLE else str(validation.sentence)
