"""Actions on validations."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.ankang.quality import releases as _releases
from ckanext.ankang.quality import scores as _scores
from ckanext.ankang.quality import validations as _validations
from ckanext.ankang.quality.logic import schema as _schema


def ankang_validation_run(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Validate a version now and return the verdict, without any cell of the file."""
    version = tk.get_action("ankang_file_version_show")(
        tk.fresh_context(context), {"id": tk.get_or_bust(data_dict, "version_id")}
    )
    tk.check_access("ankang_validation_run", context, {"resource_id": version["resource_id"]})
    validation = _validations.run(version)
    if not context.get("defer_commit"):
        model.Session.commit()
    return validation.summary()


@tk.side_effect_free
def ankang_validation_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the newest validation of a version, to whoever sees the version."""
    validation = _validations.latest(tk.get_or_bust(data_dict, "version_id"))
    try:
        tk.check_access("ankang_validation_show", context, data_dict)
    except tk.NotAuthorized:
        validation = None
    if validation is None:
        raise tk.ObjectNotFound(tk._("没有这份校验报告，或者它还没有公开。"))
    return validation.as_dict()


@tk.side_effect_free
@tk.validate_action_data(_schema.quality_score_show)
def ankang_quality_score_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the newest quality score of a public dataset with its reasons.

    `id`: id or name of the dataset. Answers {dataset: {id, name, title}, department: {name, title},
    day, points, dimensions: [{name, title, points, of, reasons: [{criterion, lost, sentence, place,
    unknown}]}]}; the points and all that is lost are 100.
    """
    tk.check_access("ankang_quality_score_show", context, data_dict)
    found = _scores.latest(_public_dataset(data_dict["id"]))
    if found is None:
        raise tk.ObjectNotFound(tk._("这个数据集还没有评分。评分每日更新，请明日再看。"))
    return found


@tk.side_effect_free
@tk.validate_action_data(_schema.quality_score_list)
def ankang_quality_score_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return scores of public datasets: {count, results}, as `ankang_quality_score_show` less reasons.

    With `id` the series of one dataset, newest day first; else the score of each dataset on `day`
    (an ISO date), or its newest. `department`: name or id. `sort`: points, title, department, day.
    `limit` (50, at most 1000) and `offset`.
    """
    tk.check_access("ankang_quality_score_list", context, data_dict)
    dataset_id = _public_dataset(data_dict["id"]) if data_dict.get("id") else None
    count, results = _scores.listing(
        dataset_id=dataset_id,
        day=data_dict["day"].date() if data_dict.get("day") else None,
        department=data_dict.get("department"),
        sort=data_dict.get("sort") or ("day desc" if dataset_id else "points desc"),
        limit=min(data_dict["limit"], _schema.MOST_SCORES),
        offset=data_dict["offset"],
    )
    return {"count": count, "results": results}


def _public_dataset(reference: str) -> str:
    """The id of a public dataset; any other does not exist here, for administrators neither."""
    found = _scores.public_id(reference)
    if found is None:
        raise tk.ObjectNotFound(tk._("没有这个数据集，或者它还没有公开。"))
    return found


def ankang_finding_release(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Let held findings of a version pass, with a reason; return the new releases.

    `findings`: [{kind, column}] as the report has them, all held ones by default. For reviewers,
    never for who handed the file in. Other bytes need a new release.
    """
    version = _reviewed(context, data_dict, "ankang_finding_release")
    chosen = data_dict.get("findings")
    if chosen is not None and not isinstance(chosen, list):
        raise tk.ValidationError(
            {"findings": [tk._("findings 须是列表，每项写明 kind 和 column。")]}
        )
    reason = str(data_dict.get("reason") or "")
    rows = _releases.release(version, chosen, reason, context["user"])
    if not context.get("defer_commit"):
        model.Session.commit()
    return [row.as_dict() for row in rows]


def ankang_finding_release_revoke(
    context: Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """Take the releases of a version back before it is public; return those taken back."""
    version = _reviewed(context, data_dict, "ankang_finding_release_revoke")
    rows = _releases.revoke(version, context["user"])
    if not context.get("defer_commit"):
        model.Session.commit()
    return [row.as_dict() for row in rows]


@tk.side_effect_free
def ankang_finding_release_list(
    context: Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return who let what of a version pass, when and why, to whoever sees the version."""
    version_id = tk.get_or_bust(data_dict, "version_id")
    try:
        tk.check_access("ankang_finding_release_list", context, data_dict)
    except tk.NotAuthorized as error:
        raise tk.ObjectNotFound(tk._("没有这个文件版本，或者它还没有公开。")) from error
    return [row.as_dict() for row in _releases.of(version_id)]


def _reviewed(context: Context, data_dict: dict[str, Any], action: str) -> dict[str, Any]:
    """Return the version that a reviewer asks about, or refuse him."""
    version: dict[str, Any] = tk.get_action("ankang_file_version_show")(
        tk.fresh_context(context), {"id": tk.get_or_bust(data_dict, "version_id")}
    )
    tk.check_access(action, context, data_dict)
    # Not in an auth function, which administrators and ignore_auth pass by (ckan-2.12.md 6).
    if problem := _releases.refusal(context.get("user"), version["id"]):
        raise tk.NotAuthorized(problem)
    return version
