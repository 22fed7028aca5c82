"""What the room does in the background."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.ankang.fence import FenceFailed
from ckanext.ankang.files.storage import version_path
from ckanext.ankang.jobs.errors import PermanentJobError, RetryJob
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.tables import read_table

from . import config, datastore, validations
from .model import Validation


def validate(job: JobContext, payload: dict[str, Any]) -> None:
    """Validate a version, telling how far it is; what it leaves is committed with the job's end."""
    version = tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True}, {"id": payload["version_id"]}
    )
    try:
        validation = validations.run(
            version, lambda done, total: job.progress(done, total, tk._("校验数据"))
        )
    except FenceFailed as error:
        raise RetryJob(str(error)) from error
    _tell_verdict(version, validation)


def _tell_verdict(version: dict[str, Any], validation: Validation) -> None:
    """Let the public resource say a verdict that changed: search results read it there."""
    resource = model.Resource.get(version["resource_id"]) if version["resource_id"] else None
    told = resource.extras or {} if resource else {}
    if (
        told.get("version_id") == version["id"]
        and told.get("validation_status") != validation.verdict
    ):
        _patch({"id": version["resource_id"], **_verdict(validation)}, defer_commit=True)


def load(job: JobContext, payload: dict[str, Any]) -> None:
    """Load a published version into the DataStore; one that was replaced meanwhile is left."""
    resource = model.Resource.get(payload["resource_id"])
    if resource is None or (resource.extras or {}).get("version_id") != payload["version_id"]:
        return
    validation = validations.latest(payload["version_id"])
    if validation is None or validation.verdict != "valid":
        raise PermanentJobError(f"version {payload['version_id']} has no valid report")
    version = tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True}, {"id": payload["version_id"]}
    )
    # The same bytes went through the same reader inside the fence before they were published.
    table = read_table(version_path(version["id"]), name=version["name"], limits=config.limits())
    job.progress(0, validation.rows, tk._("载入数据"))
    datastore.load(resource.id, validation.schema, table.rows)
    _tell(resource.id, validation)
    job.progress(validation.rows, validation.rows, tk._("载入完成"))


def _tell(resource_id: str, validation: Validation) -> None:
    """Let the resource say what a page needs to know without asking us."""
    table = {"datastore_active": True, "rows": validation.rows}
    _patch({"id": resource_id, **table, **_verdict(validation)})


def _verdict(validation: Validation) -> dict[str, Any]:
    return {
        "validation_status": validation.verdict,
        "validation_time": validation.summary()["created"],
    }


def _patch(resource: dict[str, Any], *, defer_commit: bool = False) -> None:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context: Context = {"ignore_auth": True, "user": site_user, "defer_commit": defer_commit}
    tk.get_action("resource_patch")(context, resource)
