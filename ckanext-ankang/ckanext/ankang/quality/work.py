"""What the room does in the background."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.datastore import loading
from ckanext.ankang.datastore.columns import TooManyColumns
from ckanext.ankang.datastore.standing import may_stand, write_standing
from ckanext.ankang.datastore.writing import write_rows
from ckanext.ankang.fence import FenceError, run_fenced
from ckanext.ankang.files.storage import version_path
from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.errors import PermanentJobError
from ckanext.ankang.jobs.interfaces import JobContext

from . import config, validations
from .model import Validation


def validate(job: JobContext, payload: dict[str, Any]) -> None:
    """Validate a version that somebody handed in, telling how far it is."""
    version = tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True}, {"id": payload["version_id"]}
    )
    validations.run(version, lambda done, total: job.progress(done, total, tk._("校验数据")))
    model.Session.commit()


def load(job: JobContext, payload: dict[str, Any]) -> None:
    """Load a published version into the DataStore; one that was replaced meanwhile is left."""
    resource = _current(payload)
    if resource is None:
        return
    validation = _valid(payload["version_id"])
    try:
        loading.load(
            resource.id,
            payload["version_id"],
            validation.schema,
            lambda target: _write(job, validation, target),
            lambda: job.progress(validation.rows, validation.rows, tk._("等待换上新的数据表")),
        )
    except (TooManyColumns, loading.RefusedRows, FenceError) as error:
        raise PermanentJobError(str(error)) from error
    _tell(resource.id, validation)
    queue.enqueue("quality.index", payload, key=f"quality.index {payload['version_id']}")
    job.progress(validation.rows, validation.rows, tk._("载入完成"))


def index(job: JobContext, payload: dict[str, Any]) -> None:
    """Make the search index of a loaded version; until then `q` looks through all rows."""
    resource = _current(payload)
    if resource is None:
        return
    validation = _valid(payload["version_id"])
    loading.index(
        resource.id,
        payload["version_id"],
        validation.schema,
        lambda done, _total: job.progress(done, validation.rows, tk._("建立检索索引")),
    )


def _current(payload: dict[str, Any]) -> model.Resource | None:
    """Return the resource, if the version is still its public one."""
    resource = model.Resource.get(payload["resource_id"])
    stands = resource and (resource.extras or {}).get("version_id") == payload["version_id"]
    return resource if stands else None


def _valid(version_id: str) -> Validation:
    validation = validations.latest(version_id)
    if validation is None or validation.verdict != "valid":
        raise PermanentJobError(f"version {version_id} has no valid report")
    return validation


def _write(job: JobContext, validation: Validation, target: Path) -> int:
    """Have the rows written inside the fence, telling how far it is."""
    version = tk.get_action("ankang_file_version_show")(
        {"ignore_auth": True}, {"id": validation.version_id}
    )
    fenced = partial(
        run_fenced,
        memory_bytes=config.memory_bytes(),
        seconds=config.seconds(),
        on_progress=lambda done, total: job.progress(done, total, tk._("载入数据")),
    )
    path, facts = version_path(version["id"]), validation.facts
    if may_stand(facts, validation.schema):
        counts = {"header_row": facts["header_row"], "rows": validation.rows}
        written = fenced(write_standing, path, target, **counts)
        if written is not None:
            return int(written)
    limits = asdict(config.limits())
    name, schema = version["name"], validation.schema
    return int(fenced(write_rows, path, target, name=name, schema=schema, limits=limits))


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
