"""What the room does in the background."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.storage import version_path
from ckanext.ankang.jobs.errors import PermanentJobError
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.tables import read_table

from . import config, datastore, publication, validations
from .model import Validation
from .table_schemas import UnknownTableSchema


def validate(job: JobContext, payload: dict[str, Any]) -> None:
    """Validate a version that somebody handed in or described, telling how far it is.

    Where it is public already, the register and the DataStore follow what was found.
    """
    version = tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True}, {"id": payload["version_id"]}
    )
    try:
        found = validations.run(
            version, lambda done, total: job.progress(done, total, tk._("校验数据"))
        )
    except UnknownTableSchema as error:
        raise PermanentJobError(str(error)) from error
    resource = model.Resource.get(version["resource_id"]) if version["resource_id"] else None
    if resource and found.verdict == "valid" and _shows(resource, version["id"]):
        publication.take_over(resource.id, version["id"])
    model.Session.commit()


def _shows(resource: Any, version_id: str) -> bool:
    """Whether this is the resource's public version."""
    return bool((resource.extras or {}).get("version_id") == version_id)


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
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    tk.get_action("resource_patch")(
        {"ignore_auth": True, "user": site_user},
        {
            "id": resource_id,
            "datastore_active": True,
            "rows": validation.rows,
            "validation_status": validation.verdict,
            "validation_time": validation.summary()["created"],
        },
    )
