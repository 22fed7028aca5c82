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

from . import config, datastore, publication, validations
from .model import Validation
from .table_schemas import UnknownTableSchema


def validate(job: JobContext, payload: dict[str, Any]) -> None:
    """Validate a version, telling how far it is; what it leaves is committed with the job's end.

    Where it is public already, the register, the DataStore and search follow what was found.
    """
    version = tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True}, {"id": payload["version_id"]}
    )
    try:
        validation = validations.run(
            version, lambda done, total: job.progress(done, total, tk._("校验数据"))
        )
    except UnknownTableSchema as error:
        raise PermanentJobError(str(error)) from error
    except FenceFailed as error:
        raise RetryJob(str(error)) from error
    resource = model.Resource.get(version["resource_id"]) if version["resource_id"] else None
    if resource and _shows(resource, version["id"]):
        _follow(resource, version["id"], validation)


def _shows(resource: Any, version_id: str) -> bool:
    """Whether this is the resource's public version."""
    return bool((resource.extras or {}).get("version_id") == version_id)


def _follow(resource: Any, version_id: str, validation: Validation) -> None:
    """Let what is public say what was found now: search results read the verdict there."""
    if validation.verdict == "valid":
        publication.take_over(resource.id, version_id)
    if (resource.extras or {}).get("validation_status") != validation.verdict:
        _patch({"id": resource.id, **_verdict(validation)}, defer_commit=True)


def load(job: JobContext, payload: dict[str, Any]) -> None:
    """Load a published version into the DataStore; one that was replaced meanwhile is left."""
    resource = model.Resource.get(payload["resource_id"])
    if resource is None or not _shows(resource, payload["version_id"]):
        return
    validation = validations.latest(payload["version_id"])
    if validation is None or validation.verdict != "valid":
        raise PermanentJobError(f"version {payload['version_id']} has no valid report")
    version = tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True}, {"id": payload["version_id"]}
    )
    # The same bytes went through the same reader inside the fence before they were published.
    table = read_table(
        version_path(version["id"]),
        name=version["name"],
        types={column["title"]: column["type"] for column in validation.facts.get("columns", [])},
        limits=config.limits(),
    )
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
