"""The page of a validation report."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from . import config, excerpt, releases, validations
from .privacy import PrivacyFinding, kinds
from .score_views import ankang_scores

__all__ = ["ankang_quality", "ankang_scores"]

ankang_quality = Blueprint("ankang_quality", __name__)


@ankang_quality.route("/version/<id>/validation")
def read(id: str) -> Any:
    """Show what was found in a version, in words and with the bad cells marked."""
    try:
        version = tk.get_action("ankang_file_version_show")({}, {"id": id})
        validation = tk.get_action("ankang_validation_show")({}, {"version_id": id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("没有这份校验报告，或者它还没有公开。"))
    released = tk.get_action("ankang_finding_release_list")({}, {"version_id": id})
    row = validations.latest(id)
    return tk.render(
        "ankang/validation.html",
        {
            "version": version,
            "verdict": releases.verdict(row) if row else validation["verdict"],
            "findings": [PrivacyFinding(**finding) for finding in validation["findings"]],
            "releases": released,
            "labels": {code: kind.label for code, kind in kinds().items()},
            "may_release": _may_release(id),
            "dataset": _dataset(version["resource_id"]),
            "validation": validation,
            "counts": excerpt.counts(validation["facts"].get("errors_by_type", {})),
            "rows": excerpt.faulty_rows(validation["report"], config.excerpt_rows()),
            "columns": validation["schema"].get("fields", []),
        },
    )


@ankang_quality.route("/version/<id>/validation/release", methods=["POST"])
def release(id: str) -> Any:
    """Release all held findings of a version, with the reason from the form."""
    if not tk.request.form.get("confirmed"):
        tk.h.flash_error(tk._("没有放行：请先勾选“已核对”，再提交。"))
        return tk.redirect_to("ankang_quality.read", id=id)
    return _done("ankang_finding_release", id, reason=tk.request.form.get("reason", ""))


@ankang_quality.route("/version/<id>/validation/revoke", methods=["POST"])
def revoke(id: str) -> Any:
    """Take the releases of a version back."""
    return _done("ankang_finding_release_revoke", id)


def _done(action: str, id: str, **fields: str) -> Any:
    """Carry out an action on a version and go back to its report, saying what was wrong."""
    try:
        tk.get_action(action)({}, {"version_id": id, **fields})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("没有这份校验报告，或者它还没有公开。"))
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error) or tk._("只有审核人可以放行。"))
    except tk.ValidationError as error:
        tk.h.flash_error("".join(error.error_summary.values()))
    return tk.redirect_to("ankang_quality.read", id=id)


def _may_release(id: str) -> bool:
    user = tk.current_user.name if tk.current_user.is_authenticated else None
    if releases.refusal(user, id):
        return False
    return bool(tk.h.check_access("ankang_finding_release", {"version_id": id}))


def _dataset(resource_id: str | None) -> dict[str, Any] | None:
    """Return the dataset of a file, which a file not published yet has not."""
    if not resource_id:
        return None
    try:
        resource = tk.get_action("resource_show")({}, {"id": resource_id})
        dataset: dict[str, Any] = tk.get_action("package_show")({}, {"id": resource["package_id"]})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    return dataset
