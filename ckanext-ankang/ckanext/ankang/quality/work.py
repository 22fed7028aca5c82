"""What the room does in the background."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.files.storage import version_path
from ckanext.ankang.jobs.errors import PermanentJobError
from ckanext.ankang.jobs.interfaces import JobContext
from ckanext.ankang.tables import read_table

from . import config, datastore, releases, validations
from .model import Validation
from .publication import PUBLISHABLE


def validate(job: JobContext, payload: dict[str, Any]) -> None:
    """Validate a version that somebody handed in, telling how far it is."""
    version = tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True}, {"id": payload["version_id"]}
    )
    validations.run(version, lambda done, total: job.progress(done, total, tk._("校验数据")))
    model.Session.commit()


def load(job: JobContext, payload: dict[str, Any]) -> None:
    """Load a published version into the DataStore; one that was replaced meanwhile is left."""
    resource = model.Resource.get(payload["resource_id"])
    if resource is None or (resource.extras or {}).get("version_id") != payload["version_id"]:
        return
    validation = validations.latest(payload["version_id"])
    if validation is None or releases.verdict(validation) not in PUBLISHABLE:
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
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    tk.get_action("resource_patch")(
        {"ignore_auth": True, "user": site_user},
        {
            "id": resource_id,
            "datastore_active": True,
            "rows": validation.rows,
            "validation_status": releases.verdict(validation),
            "validation_time": validation.summary()["created"],
        },
    )
