"""The scores as an open dataset, by the way of every dataset: version, validation, review, publication.

Without a standing approval the case waits for a person, and no second one is opened beside it.
"""

from __future__ import annotations

import hashlib
import io
from importlib.resources import files
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context
from werkzeug.datastructures import FileStorage

from ckanext.ankang.harvest.packages import package_id, resource_id
from ckanext.ankang.jobs.errors import PermanentJobError, RetryJob

from .. import config
from . import series, standing
from .score import rules

SOURCE = "ankang_quality_scores"
IDENTIFIER = "scores"
PACKAGE_ID = package_id(SOURCE, IDENTIFIER)
RESOURCE_ID = resource_id(SOURCE, IDENTIFIER, 0)
MADE_BY = (
    ("ckanext.ankang.schemas", "quality_score.yaml"),
    ("ckanext.ankang.schemas", "tables/quality_scores.yaml"),
    *(
        ("ckanext.ankang.quality.scores", f"{name}.py")
        for name in ("publication", "series", "score")
    ),
)


def hand_in() -> str | None:
    """Bring the series to review if it changed; return the id of the new version, or None.

    Version, validation and case are one transaction: a killed process leaves none of them.
    """
    department, rows = config.score_department(), series.all_changes(standing.every_day())
    if not (department and rows):
        return None
    titles = [(one["name"], one["title"]) for one in rules()["dimensions"]]
    content = series.table(rows, titles)
    if _known(content) or _waiting():
        return None
    _check(department)
    version = _validated_version(content, department)
    tk.get_action("ankang_case_open")(_portal(), _case(department, version, rows[-1]["day"]))
    return version


def source_hash() -> str:
    """The hash of all that decides what is published; a standing approval is bound to it."""
    digest = hashlib.sha256()
    for package, name in MADE_BY:
        content = files(package).joinpath(name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def approval_asked_for() -> dict[str, Any]:
    """What `ankang_standing_approval_grant` takes, but for the approver and the day it ends."""
    return {
        "source": SOURCE,
        "source_hash": source_hash(),
        "owner_org": config.score_department(),
        "limits": {"max_items": rules()["dataset"]["approval"]["items"], "types": ["dataset"]},
    }


def _known(content: bytes) -> bool:
    """Whether the newest version, published or waiting, has these very bytes."""
    found = tk.get_action("ankang_file_version_list")(_portal(), {"resource_id": RESOURCE_ID})
    return bool(found and found[0]["sha256"] == hashlib.sha256(content).hexdigest())


def _waiting() -> bool:
    """Whether a version waits to be published; what is looked at afterwards holds up no later one."""
    asked = {"source": SOURCE, "state": "waiting", "kind": "publish"}
    return bool(tk.get_action("ankang_case_list")(_portal(), asked)["count"])


def _check(department: str) -> None:
    if model.Group.get(department) is None:
        raise PermanentJobError(
            tk._(
                "配置项 ckanext.ankang.quality.score_department 指定的部门“{name}”不存在。请登记该部门或改正配置。"
            ).format(name=department)
        )


def _validated_version(content: bytes, department: str) -> str:
    """Keep the bytes as a version and validate it; tried again where no judgement was reached."""
    rule = rules()["dataset"]
    version = tk.get_action("ankang_file_version_create")(
        _portal(),
        {
            "upload": FileStorage(io.BytesIO(content), filename=rule["file"]),
            "name": rule["file"],
            "resource_id": RESOURCE_ID,
            "owner_org": department,
            "source": "portal",
        },
    )
    named = rule["resource"]["table_schema"]
    asked = {"version_id": version["id"], "table_schema": named, "wait": True}
    found = tk.get_action("ankang_validation_run")(_portal(), asked)
    if found["broke_down"]:
        raise RetryJob(found["sentence"])
    return str(version["id"])


def _case(department: str, version: str, updated: str) -> dict[str, Any]:
    rule = rules()["dataset"]
    resource = {**rule["resource"], "id": RESOURCE_ID, "version_id": version}
    package = {
        **rule["package"],
        "id": PACKAGE_ID,
        "type": "dataset",
        "owner_org": department,
        "source_identifier": SOURCE,
        "data_updated": updated,
        "resources": [resource],
    }
    item = {"package": package, "document": None, "source": SOURCE, "identifier": IDENTIFIER}
    return {
        "title": rule["package"]["title"],
        "source": SOURCE,
        "source_hash": source_hash(),
        "items": [item],
    }


def _portal() -> Context:
    """The portal itself, whose work is committed together with the case."""
    user = tk.get_action("get_site_user")({"ignore_auth": True, "defer_commit": True}, {})
    return {"ignore_auth": True, "user": user["name"], "defer_commit": True}
