"""The pages of validation reports and of batches of validations."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from . import batches, config, error_list, excerpt, reading, releases
from .columns import editor
from .columns.page import ankang_columns, ankang_columns_waiting
from .privacy import PrivacyFinding, kinds
from .scores.views import ankang_scores

__all__ = ["ankang_columns", "ankang_columns_waiting", "ankang_quality", "ankang_scores"]

Json = dict[str, Any]

ankang_quality = Blueprint("ankang_quality", __name__)

FORMATS: dict[str, tuple[str, Callable[[list[excerpt.ErrorGroup]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", error_list.as_csv),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        error_list.as_xlsx,
    ),
}
# The first errors of each kind; all of one kind have pages of their own.
FIRST = 10
BATCHES = 20


@ankang_quality.route("/version/<id>/validation")
def read(id: str) -> Any:
    """Show what was found in a version, how far its validation is, or that there is none."""
    version = _version(id)
    validation = _validation(id)
    run = _run(id)
    if validation is None and run is None:
        return _missing()
    dataset = _dataset(version["resource_id"])
    return tk.render(
        "ankang/validation.html",
        {
            "version": version,
            "dataset": dataset,
            "proposals": _proposals(version) if dataset else [],
            "validation": validation,
            "run": run,
            "job": _told(run, validation),
            "history": _history(version),
            **(_report(validation) | _privacy(id, validation) if validation else {}),
        },
    )


@ankang_quality.route("/version/<id>/validation", methods=["POST"])
def run(id: str) -> Any:
    """Have the version validated, then show how far it is."""
    _do("ankang_validation_run", {"version_id": id})
    return _back(id)


@ankang_quality.route("/version/<id>/validation/cancel", methods=["POST"])
def cancel(id: str) -> Any:
    """Cancel the validation of a version."""
    _do("ankang_validation_cancel", {"version_id": id})
    return _back(id)


@ankang_quality.route("/version/<id>/validation/release", methods=["POST"])
def release(id: str) -> Any:
    """Release all held findings of a version, with the reason from the form."""
    if not request.form.get("confirmed"):
        tk.h.flash_error(tk._("没有放行：请先勾选“已核对”，再提交。"))
        return _back(id)
    _do("ankang_finding_release", {"version_id": id, "reason": request.form.get("reason", "")})
    return _back(id)


@ankang_quality.route("/version/<id>/validation/revoke", methods=["POST"])
def revoke(id: str) -> Any:
    """Take the releases of a version back."""
    _do("ankang_finding_release_revoke", {"version_id": id})
    return _back(id)


@ankang_quality.route("/version/<id>/validation.json")
def report(id: str) -> Any:
    """The bare Frictionless Report, which the Frictionless tools read."""
    validation = _validation(id) or _missing()
    text = json.dumps(validation["report"], ensure_ascii=False, indent=2)
    return _download(text.encode(), "application/json", f"{_version(id)['name']}.validation.json")


@ankang_quality.route("/version/<id>/validation.csv", defaults={"kind": "csv"})
@ankang_quality.route("/version/<id>/validation.xlsx", defaults={"kind": "xlsx"})
def errors(id: str, kind: str) -> Any:
    """The errors as a table, for whoever mends the file."""
    validation = _validation(id) or _missing()
    media_type, write = FORMATS[kind]
    name = tk._("{name} 错误清单").format(name=_version(id)["name"])
    return _download(write(_groups(validation)), media_type, f"{name}.{kind}")


@ankang_quality.route("/validation/batch")
def batch_index() -> Any:
    """Batches that the asker started, and a form for a new one."""
    try:
        found = tk.get_action("ankang_validation_batch_list")({}, {"limit": BATCHES})
        departments = tk.get_action("organization_list_for_user")(
            {}, {"permission": "update_dataset"}
        )
    except tk.NotAuthorized:
        return tk.abort(403, tk._("登录后才能批量校验。"))
    return tk.render(
        "ankang/validation_batches.html", {"batches": found, "departments": departments}
    )


@ankang_quality.route("/validation/batch", methods=["POST"])
def batch_start() -> Any:
    """Start a batch from the form."""
    form = request.form
    whole = form.get("organization_id") == "*"
    chosen = {
        "organization_id": "" if whole else form.get("organization_id", ""),
        "everything": whole,
        "without_report": form.get("only") == "without_report",
        "verdict": form.get("only") if form.get("only") != "without_report" else "",
    }
    batch = _do("ankang_validation_run_batch", chosen)
    if batch is None:
        return tk.redirect_to("ankang_quality.batch_index")
    return tk.redirect_to("ankang_quality.batch_read", id=batch["id"])


@ankang_quality.route("/validation/batch/<id>")
def batch_read(id: str) -> Any:
    """How far a batch is, file by file."""
    size, page = config.errors_listed(), _page()
    question = {"id": id, "limit": size, "offset": (page - 1) * size}
    if (state := request.args.get("state")) in batches.STATES:
        question["state"] = state
    try:
        found = tk.get_action("ankang_validation_batch_show")({}, question)
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    pages = -(-found["count"] // size)
    return tk.render(
        "ankang/validation_batch.html",
        {"batch": found, "page": page, "pages": pages, "state": state},
    )


@ankang_quality.route(
    "/validation/batch/<id>/cancel", methods=["POST"], defaults={"verb": "cancel"}
)
@ankang_quality.route("/validation/batch/<id>/retry", methods=["POST"], defaults={"verb": "retry"})
def batch_change(id: str, verb: str) -> Any:
    """Cancel what is left of a batch, or start anew what failed."""
    _do(f"ankang_validation_batch_{verb}", {"id": id})
    return tk.redirect_to("ankang_quality.batch_read", id=id)


def _report(validation: Json) -> Json:
    """What the page tells of a validation."""
    groups = _groups(validation)
    kind = request.args.get("kind")
    fields = validation["schema"].get("fields", [])
    titles = [str(field.get("title") or field["name"]) for field in fields]
    return {
        "groups": groups,
        "first": FIRST,
        "group": next((group for group in groups if group.kind == kind), None),
        "page": _page(),
        "page_size": config.errors_listed(),
        "excerpt": excerpt.excerpt(validation["report"], titles, config.excerpt_rows()),
        "reading": reading.sentences(validation["facts"]),
        "columns": fields,
    }


def _privacy(id: str, validation: Json) -> Json:
    """What the page tells of personal data, and the verdict as publication takes it."""
    verdict = releases.verdict_now(id, validation["verdict"])
    return {
        "validation": {**validation, "verdict": verdict},
        "findings": [PrivacyFinding(**finding) for finding in validation["findings"]],
        "releases": tk.get_action("ankang_finding_release_list")({}, {"version_id": id}),
        "labels": {code: kind.label for code, kind in kinds().items()},
        "may_release": _may_release(id),
    }


def _groups(validation: Json) -> list[excerpt.ErrorGroup]:
    return excerpt.groups(validation["report"], validation["facts"].get("errors_by_type", {}))


def _page() -> int:
    return max(1, request.args.get("page", 1, type=int))


def _version(id: str) -> Json:
    try:
        version: Json = tk.get_action("ankang_file_version_show")({}, {"id": id})
    except tk.ObjectNotFound:
        _missing()
    return version


def _validation(id: str) -> Json | None:
    named = {"id": request.args["validation"]} if request.args.get("validation") else {}
    try:
        found: Json = tk.get_action("ankang_validation_show")({}, {"version_id": id, **named})
    except tk.ObjectNotFound:
        return None
    return found


def _run(id: str) -> Json | None:
    """How far the validation is, for those who may start one."""
    try:
        found: Json = tk.get_action("ankang_validation_run_show")({}, {"version_id": id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    return found


def _told(run: Json | None, validation: Json | None) -> Json | None:
    """The newest job, unless the report is what came of it."""
    job: Json | None = run["job"] if run else None
    if job is None or job["state"] == "done":
        return None
    over = job["state"] in batches.FAILED
    return None if over and validation and validation["created"] > job["created"] else job


def _history(version: Json) -> list[Json]:
    """Every validation of the resource's versions that the asker may see, newest first."""
    if not version["resource_id"]:
        asked = {"version_id": version["id"]}
        numbers = {version["id"]: version["number"]}
    else:
        asked = {"resource_id": version["resource_id"]}
        seen = tk.get_action("ankang_file_version_list")({}, asked)
        numbers = {one["id"]: one["number"] for one in seen}
    found = tk.get_action("ankang_validation_list")({}, asked)
    return [{**one, "number": numbers[one["version_id"]]} for one in found]


def _proposals(version: Json) -> list[Any]:
    """Return the renames that somebody who may edit the resource is asked about."""
    asked = {"resource_id": version["resource_id"]}
    if not tk.h.check_access("ankang_column_rename", asked):
        return []
    return list(editor.open_proposals(version["resource_id"], version))


def _may_release(id: str) -> bool:
    user = tk.current_user.name if tk.current_user.is_authenticated else None
    if releases.refusal(user, id):
        return False
    return bool(tk.h.check_access("ankang_finding_release", {"version_id": id}))


def _dataset(resource_id: str | None) -> Json | None:
    """Return the dataset of a file, which a file not published yet has not."""
    if not resource_id:
        return None
    try:
        resource = tk.get_action("resource_show")({}, {"id": resource_id})
        dataset: Json = tk.get_action("package_show")({}, {"id": resource["package_id"]})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    return dataset


def _do(action: str, data: Json) -> Any:
    """Carry out what a button asks; what cannot be done is told on the next page."""
    try:
        return tk.get_action(action)({}, data)
    except tk.ValidationError as error:
        tk.h.flash_error(
            "".join(str(text) for texts in error.error_dict.values() for text in texts)
        )
    except tk.ObjectNotFound:
        _missing()
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))
    return None


def _back(id: str) -> Any:
    """To the batch from which the button was pressed, else to the version's own page."""
    if batch := request.form.get("batch"):
        return tk.redirect_to("ankang_quality.batch_read", id=batch)
    return tk.redirect_to("ankang_quality.read", id=id)


def _download(content: bytes, media_type: str, name: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, content_type=media_type, headers={"Content-Disposition": disposition})


def _missing() -> Any:
    return tk.abort(404, tk._("没有这份校验报告，或者它还没有公开。"))
