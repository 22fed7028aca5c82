"""What the room does in the background."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.ankang.datastore import loading
from ckanext.ankang.datastore.columns import TooManyColumns
from ckanext.ankang.datastore.standing import may_stand, write_standing
from ckanext.ankang.datastore.writing import write_rows
from ckanext.ankang.fence import FenceError, FenceFailed, run_fenced
from ckanext.ankang.files.storage import version_path
from ckanext.ankang.jobs import queue
from ckanext.ankang.jobs.errors import PermanentJobError, RetryJob
from ckanext.ankang.jobs.interfaces import JobContext

from . import config, publication, releases, validations
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
    if releases.verdict(validation) in publication.PUBLISHABLE:
        publication.take_over(resource.id, version_id)
    if (resource.extras or {}).get("validation_status") != releases.verdict(validation):
        _patch({"id": resource.id, **releases.shown(validation)}, defer_commit=True)


def load(job: JobContext, payload: dict[str, Any]) -> None:
    """Load a published version into the DataStore; one that was replaced meanwhile is left."""
    resource = _current(payload)
    if resource is None:
        return
    validation = _valid(payload["version_id"])
    try:
        loading.load(
            resource.id,
            _edition(validation),
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
        _edition(validation),
        validation.schema,
        lambda done, _total: job.progress(done, validation.rows, tk._("建立检索索引")),
    )


def _current(payload: dict[str, Any]) -> Any:
    """Return the resource, if the version is still its public one."""
    resource = model.Resource.get(payload["resource_id"])
    return resource if resource and _shows(resource, payload["version_id"]) else None


def _edition(validation: Validation) -> str:
    """Which table a version makes: its columns may be described anew, and it is loaded again then."""
    schema = json.dumps(validation.schema, sort_keys=True).encode()
    return f"{validation.version_id} {sha256(schema).hexdigest()[:16]}"


def _valid(version_id: str) -> Validation:
    validation = validations.latest(version_id)
    if validation is None or releases.verdict(validation) not in publication.PUBLISHABLE:
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
    table = {"datastore_active": True, "rows": validation.rows}
    _patch({"id": resource_id, **table, **releases.shown(validation)})


def _patch(resource: dict[str, Any], *, defer_commit: bool = False) -> None:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context: Context = {"ignore_auth": True, "user": site_user, "defer_commit": defer_commit}
    tk.get_action("resource_patch")(context, resource)
