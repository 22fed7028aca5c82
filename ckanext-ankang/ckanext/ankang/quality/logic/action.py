"""Actions on validations."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import authz
from ckan.types import Context

from ckanext.ankang.quality import batches as _batches
from ckanext.ankang.quality import config as _config
from ckanext.ankang.quality import publication as _publication
from ckanext.ankang.quality import releases as _releases
from ckanext.ankang.quality import runs as _runs
from ckanext.ankang.quality import validations as _validations
from ckanext.ankang.quality.columns import binding as _columns
from ckanext.ankang.quality.columns import confirmed as _confirmed
from ckanext.ankang.quality.columns import descriptors as _descriptors
from ckanext.ankang.quality.columns import editor as _editor
from ckanext.ankang.quality.columns import waiting as _waiting
from ckanext.ankang.quality.columns.register import Change as _Change
from ckanext.ankang.quality.columns.register import RegisterConflict as _RegisterConflict
from ckanext.ankang.quality.logic import schema as _schema
from ckanext.ankang.quality.model import ColumnDecision as _ColumnDecision
from ckanext.ankang.quality.model import ConfirmedColumn as _ConfirmedColumn
from ckanext.ankang.quality.model import Validation as _Validation
from ckanext.ankang.quality.model import ValidationBatch as _ValidationBatch
from ckanext.ankang.quality.scores import standing as _scores
from ckanext.ankang.quality.table_schemas import UnknownTableSchema as _UnknownTableSchema


def ankang_validation_run(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Have a version validated in the background: {version_id, job}, `job` being its id and state.

    With `wait` it is validated before the answer, which is the verdict without any cell of the file;
    `table_schema` then names a schema to hold it to, where the version's resource does not exist yet.
    """
    version = _version(context, data_dict)
    tk.check_access("ankang_validation_run", context, {"resource_id": version["resource_id"]})
    if tk.asbool(data_dict.get("wait", False)):
        answer = _validated(version, data_dict.get("table_schema"))
    else:
        _runs.start([version["id"]])
        answer = _under_way(version["id"])
    _commit(context)
    return answer


@tk.side_effect_free
def ankang_validation_run_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return how far the validation of a version is: {version_id, job}; `job` is empty if none ever was."""
    version = _version(context, data_dict)
    tk.check_access("ankang_validation_run_show", context, {"resource_id": version["resource_id"]})
    return _under_way(version["id"])


def ankang_validation_cancel(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Cancel the validation of a version that waits or runs; a running one stops within seconds."""
    version = _version(context, data_dict)
    tk.check_access("ankang_validation_cancel", context, {"resource_id": version["resource_id"]})
    if not _runs.cancel(version["id"]):
        sentence = tk._("“{name}”没有在等待或进行的校验，不需要取消。")
        raise tk.ValidationError({"version_id": [sentence.format(name=version["name"])]})
    _commit(context)
    return _under_way(version["id"])


@tk.side_effect_free
def ankang_validation_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the newest validation of a version, or that named by `id`, to whoever sees the version."""
    version_id = tk.get_or_bust(data_dict, "version_id")
    try:
        tk.check_access("ankang_validation_show", context, data_dict)
    except tk.NotAuthorized:
        validation = None
    else:
        validation = _chosen(context, version_id, data_dict.get("id"))
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


@tk.side_effect_free
def ankang_column_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a resource: {version, schema_source, columns, vanished, schema_changes}.

    Whoever may edit the resource also sees what waits: `proposals` and `decisions` on renames, and
    what is confirmed but not public.
    """
    data = _valid(data_dict, _schema.resource())
    tk.check_access("ankang_column_list", context, data)
    return _editor.listing(context, data["resource_id"], editing=_may_edit(context, data))


@tk.side_effect_free
def ankang_column_suggest(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return what other public resources, or the department's own, say of columns of the same title.

    {title: values}, only for columns of this resource that have no description yet.
    """
    data = _valid(data_dict, _schema.resource())
    tk.check_access("ankang_column_suggest", context, data)
    listed = _editor.listing(context, data["resource_id"], editing=True)
    bare = [c["title"] for c in listed["columns"] if not c["values"]["description"]]
    return _editor.suggestions(bare, _departments(context, data["resource_id"]))


def _departments(context: Context, resource_id: str) -> list[str]:
    """The department of a resource; of one that is only drafted, those of its writer."""
    if resource := model.Resource.get(resource_id):
        return [resource.package.owner_org] if resource.package.owner_org else []
    own = {"permission": "update_dataset", "id": context.get("user")}
    listed = tk.get_action("organization_list_for_user")(tk.fresh_context(context), own)
    return [one["id"] for one in listed]


def ankang_column_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Confirm what one column means, as its publisher says; the column as it stands afterwards.

    `title`, `description`, `type`, `unit`, `required`, `unique`, `code_list`, `enum` (a list or
    lines), `sensitivity`: what is not given stays. Refused where `base_revision` is not the newest.
    """
    data = _valid(data_dict, _schema.column())
    tk.check_access("ankang_column_update", context, data)
    column = _editor.editable(context, data["resource_id"], data["column_id"])
    given = {name: data_dict[name] for name in _descriptors.LABELS if name in data_dict}
    try:
        descriptor = _descriptors.to_field({**column["values"], **given})
        _columns.reserve(data["resource_id"], column["title"], column["id"])
        saved = _confirmed.save(**_saved(context, data), descriptor=descriptor)
    except _descriptors.WrongDescriptor as error:
        raise tk.ValidationError({field: [said] for field, said in error.faults.items()}) from error
    except _RegisterConflict as error:
        raise tk.ValidationError({"column_id": [_outdated(column["title"])]}) from error
    except _confirmed.StaleRevision as error:
        raise tk.ValidationError({"base_revision": [_stale(error)]}) from error
    return _saved_column(context, saved)


def ankang_column_undo(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Put back what was said of a column before it was last saved; the column as it stands then."""
    data = _valid(data_dict, _schema.column())
    tk.check_access("ankang_column_undo", context, data)
    _editor.editable(context, data["resource_id"], data["column_id"])
    try:
        restored = _confirmed.undo(**_saved(context, data))
    except _confirmed.StaleRevision as error:
        raise tk.ValidationError({"base_revision": [_stale(error)]}) from error
    if restored is None:
        raise tk.ValidationError({"column_id": [tk._("这一列没有可以撤销的修改。")]})
    return _saved_column(context, restored)


def ankang_column_rename(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say whether a new column is a vanished one renamed, which keeps its id, or another; the list.

    `old_title` vanished and `new_title` came with the newest version; `renamed` is the answer.
    """
    data = _valid(data_dict, _schema.column_rename())
    tk.check_access("ankang_column_rename", context, data)
    resource_id, old, new = data["resource_id"], data["old_title"], data["new_title"]
    _columns.lock(resource_id)
    change = _editor.changed(resource_id, _editor.newest(context, resource_id))
    if old not in change.vanished or new not in change.new:
        raise tk.ValidationError({"new_title": [_no_rename(old, new, change)]})
    decision = _columns.decide(resource_id, old, new, context["user"], renamed=data["renamed"])
    public = _waiting.rename(decision, context["user"])
    if data["renamed"]:
        _publication.validate_again(resource_id, public=public)
    _commit(context)
    return _editor.listing(context, resource_id, editing=True)


def ankang_column_rename_undo(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take a decision on a rename back; the list of columns."""
    data = _valid(data_dict, _schema.column_rename_undo())
    tk.check_access("ankang_column_rename_undo", context, data)
    decision = model.Session.get(_ColumnDecision, data["id"])
    if decision is None or decision.resource_id != data["resource_id"] or decision.undone:
        raise tk.ObjectNotFound(tk._("没有这个改名决定，或者它已经撤销。"))
    public = decision.approved is not None
    try:
        _waiting.undo_rename(decision, context["user"])
    except _RegisterConflict as error:
        model.Session.rollback()
        sentence = tk._("“{title}”已经是另一列的名称，不能撤销。").format(title=decision.old_title)
        raise tk.ValidationError({"id": [sentence]}) from error
    if decision.renamed:
        _publication.validate_again(data["resource_id"], public=public)
    _commit(context)
    return _editor.listing(context, data["resource_id"], editing=True)


@tk.side_effect_free
def ankang_column_waiting_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the resources with public columns of which something waits for a reviewer.

    [{resource_id, name, dataset: {id, name, title, type}, department, columns, renames}], the last
    two being counts.
    """
    tk.check_access("ankang_column_waiting_list", context, data_dict)
    return [
        {
            **_named_resource(resource_id),
            "columns": len(waiting.changes),
            "renames": len(waiting.renames),
        }
        for resource_id, waiting in _waiting.resources()
    ]


def ankang_column_approve(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Make public what waits of a resource's public columns, renames too; the list of columns.

    For reviewers, never for who saved it. `columns`: ids, all by default. `seen`: the mark of what
    was shown (`waiting.seen` of the list); refused if anything was saved since.
    """
    data = _decision(context, data_dict, "ankang_column_approve")
    try:
        _waiting.approve(data["resource_id"], data["columns"], data.get("seen"), context["user"])
    except _RegisterConflict as error:
        model.Session.rollback()
        sentence = tk._("改名已经不成立：这些列后来有了变化。请退回这个改名。")
        raise tk.ValidationError({"columns": [sentence]}) from error
    _publication.validate_again(data["resource_id"], public=True)
    _commit(context)
    return _editor.listing(context, data["resource_id"], editing=True)


def ankang_column_reject(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Turn down what waits, with a `reason` for who saved it; the same otherwise."""
    data = _decision(context, data_dict, "ankang_column_reject")
    given = (data["columns"], data.get("seen"), data.get("reason") or "")
    _waiting.reject(data["resource_id"], *given, context["user"])
    _publication.validate_again(data["resource_id"], public=False)
    _commit(context)
    return _editor.listing(context, data["resource_id"], editing=True)


def _decision(context: Context, data_dict: dict[str, Any], action: str) -> dict[str, Any]:
    """What a reviewer decides; `columns` is None where he names none."""
    data = _valid(data_dict, _schema.column_decision())
    tk.check_access(action, context, data)
    if model.Resource.get(data["resource_id"]) is None:
        raise tk.ObjectNotFound(tk._("没有编号为“{id}”的数据资源。").format(id=data["resource_id"]))
    columns = data_dict.get("columns")
    if columns is not None and not isinstance(columns, list):
        raise tk.ValidationError({"columns": [tk._("columns 须是列的编号（id）的列表。")]})
    return {**data, "columns": columns}


def _named_resource(resource_id: str) -> dict[str, Any]:
    resource = model.Resource.get(resource_id)
    dataset = resource.package
    department = model.Group.get(dataset.owner_org)
    return {
        "resource_id": resource_id,
        "name": resource.name or dataset.title or dataset.name,
        "dataset": {key: getattr(dataset, key) for key in ("id", "name", "title", "type")},
        "department": department.title or department.name if department else None,
    }


def _saved(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "resource_id": data["resource_id"],
        "column_id": data["column_id"],
        "base": data["base_revision"],
        "person": context["user"],
    }


def _saved_column(context: Context, row: _ConfirmedColumn) -> dict[str, Any]:
    """Have versions held to what was saved, as far as it needs no further review, and commit."""
    public = _waiting.save(row, context["user"])
    _publication.validate_again(row.resource_id, public=public)
    _commit(context)
    return _editor.editable(context, row.resource_id, row.column_id)


def _stale(error: _confirmed.StaleRevision) -> str:
    if error.latest is None:
        return tk._("这一列的状态已经改变。请先载入最新内容，再修改。")
    sentence = tk._("{person}刚刚修改了这一列，现在是“{value}”。请先载入最新内容，再修改。")
    return sentence.format(
        person=_editor.person(error.latest.created_by),
        value=_descriptors.in_words(error.latest.descriptor) or tk._("（没有说明）"),
    )


def _no_rename(old: str, new: str, change: _Change) -> str:
    sentence = tk._(
        "“{old}”不能改名为“{new}”。最新版本里消失的列：{vanished}；新出现的列：{come}。"
    )
    return sentence.format(
        old=old,
        new=new,
        vanished="、".join(change.vanished) or tk._("无"),
        come="、".join(change.new) or tk._("无"),
    )


def _outdated(title: str) -> str:
    sentence = tk._("列“{title}”的编号在校验之后有了变化。请重新校验这个版本，再填写说明。")
    return sentence.format(title=title)


def _may_edit(context: Context, data: dict[str, Any]) -> bool:
    try:
        return bool(tk.check_access("ankang_column_update", tk.fresh_context(context), data))
    except tk.NotAuthorized:
        return False


@tk.side_effect_free
def ankang_validation_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the summaries of all validations of a version, or of a resource's versions, newest first."""
    tk.check_access("ankang_validation_list", context, data_dict)
    if data_dict.get("version_id"):
        seen = [_version(context, data_dict)]
    else:
        resource = {"resource_id": tk.get_or_bust(data_dict, "resource_id")}
        seen = tk.get_action("ankang_file_version_list")(tk.fresh_context(context), resource)
    ids = [version["id"] for version in seen]
    drafts = bool(ids) and _sees_drafts(context, ids[0])
    return _validations.history(ids, drafts=drafts)


def ankang_validation_run_batch(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Have the newest version of each chosen resource validated: {id, counts}.

    Chosen by `resource_ids`, `dataset_id`, `organization_id` or `everything`; `every_version` takes
    the older ones too, `without_report`, `verdict` and `older_than` (a version of the portal) leave out
    the others.
    """
    data, invalid = tk.navl_validate(data_dict, _schema.validation_run_batch(), context)
    if invalid:
        raise tk.ValidationError(invalid)
    chosen = _named(data)
    tk.check_access("ankang_validation_run_batch", context, chosen)
    version_ids = _batches.Choice(**chosen).version_ids()
    if len(version_ids) > _config.batch_versions():
        sentence = tk._("选中 {count} 个文件，超过一批的上限 {most} 个。请按部门分批，或加上条件。")
        limits = {"count": len(version_ids), "most": _config.batch_versions()}
        raise tk.ValidationError({"everything": [sentence.format(**limits)]})
    batch = _batches.start(version_ids, chosen=chosen, user=context.get("user"))
    _commit(context)
    return {"id": batch.id, "counts": _batches.counts(job for _, job in _batches.items(batch.id))}


@tk.side_effect_free
def ankang_validation_batch_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return a batch: {id, created, chosen, title, counts, count, results}, the results by `state`, `limit`, `offset`.

    A result has the version, its job and its newest validation; a version that the asker may not
    see (any more) is counted and not shown.
    """
    data, invalid = tk.navl_validate(data_dict, _schema.validation_batch_show(), context)
    if invalid:
        raise tk.ValidationError(invalid)
    batch = _batch(context, data, "ankang_validation_batch_show")
    everything = _batches.items(batch.id)
    chosen = [item for item in everything if data.get("state") in (None, item[1].state)]
    page = chosen[data["offset"] : data["offset"] + min(data["limit"], _schema.MOST)]
    found = _validations.summaries(row.version_id for row, _ in page)
    results = [
        {
            "version": version,
            "job": _runs.described(job),
            # What was found before the job ended is not its result.
            "validation": found.get(row.version_id) if job.state == "done" else None,
        }
        for row, job in page
        if (version := _seen(context, row.version_id))
    ]
    counted = {"counts": _batches.counts(job for _, job in everything), "count": len(chosen)}
    return {**_described(batch), **counted, "results": results}


@tk.side_effect_free
def ankang_validation_batch_list(
    context: Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the asker's batches with their counts, newest first; to administrators all."""
    data, invalid = tk.navl_validate(data_dict, _schema.validation_batch_list(), context)
    if invalid:
        raise tk.ValidationError(invalid)
    tk.check_access("ankang_validation_batch_list", context, data)
    found = sa.select(_ValidationBatch).order_by(_ValidationBatch.created.desc())
    if not authz.is_sysadmin(context.get("user")):
        found = found.where(_ValidationBatch.created_by == context.get("user"))
    page = found.limit(min(data["limit"], _schema.MOST)).offset(data["offset"])
    return [
        {**_described(batch), "counts": _batches.counts(job for _, job in _batches.items(batch.id))}
        for batch in model.Session.scalars(page)
    ]


def ankang_validation_batch_cancel(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Cancel what of a batch waits or runs: {id, cancelled}."""
    batch = _batch(context, data_dict, "ankang_validation_batch_cancel")
    cancelled = _batches.cancel(batch.id)
    _commit(context)
    return {"id": batch.id, "cancelled": cancelled}


def ankang_validation_batch_retry(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Start anew what of a batch was put aside or cancelled: {id, started}."""
    batch = _batch(context, data_dict, "ankang_validation_batch_retry")
    started = _batches.retry(batch.id)
    _commit(context)
    return {"id": batch.id, "started": started}


def _version(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    show = tk.get_action("ankang_file_version_show")
    version: dict[str, Any] = show(
        tk.fresh_context(context), {"id": tk.get_or_bust(data_dict, "version_id")}
    )
    return version


def _seen(context: Context, version_id: str) -> dict[str, Any] | None:
    try:
        return _version(context, {"version_id": version_id})
    except tk.ObjectNotFound:
        return None


def _under_way(version_id: str) -> dict[str, Any]:
    job = _runs.job_of(version_id)
    return {"version_id": version_id, "job": _runs.described(job) if job else None}


def _chosen(context: Context, version_id: str, validation_id: str | None) -> _Validation | None:
    """The newest validation, or the one named if the asker may see it.

    Reports from before a version became public hold what no reviewer let pass.
    """
    if validation_id is None:
        return _validations.latest(version_id)
    found = model.Session.get(_Validation, validation_id)
    if found is None or found.version_id != version_id:
        return None
    first = _validations.published_with(version_id)
    if first and found.created < first.created and not _sees_drafts(context, version_id):
        return None
    return found


def _sees_drafts(context: Context, version_id: str) -> bool:
    """Whether the asker works on the version, and so sees what it was before it became public."""
    resource = {"resource_id": _version(context, {"version_id": version_id})["resource_id"]}
    try:
        return bool(tk.check_access("ankang_validation_run", tk.fresh_context(context), resource))
    except tk.NotAuthorized:
        return False


def _named(data: dict[str, Any]) -> dict[str, Any]:
    """What was chosen, by ids; refused unless it is exactly one kind of thing."""
    kinds = ("resource_ids", "dataset_id", "organization_id", "everything")
    if sum(bool(data.get(kind)) for kind in kinds) != 1:
        sentence = tk._(
            "请指明要校验什么：resource_ids、dataset_id、organization_id、everything 选其一。"
        )
        raise tk.ValidationError({"everything": [sentence]})
    chosen = {name: value for name, value in data.items() if value}
    if isinstance(chosen.get("resource_ids"), str):
        chosen["resource_ids"] = [chosen["resource_ids"]]
    for kind, thing in (("dataset_id", model.Package), ("organization_id", model.Group)):
        if kind in chosen:
            found = thing.get(chosen[kind])
            if found is None:
                sentence = tk._("没有名为“{name}”的数据集或部门。").format(name=chosen[kind])
                raise tk.ObjectNotFound(sentence)
            chosen[kind] = found.id
    return chosen


def _batch(context: Context, data_dict: dict[str, Any], access: str) -> _ValidationBatch:
    found = model.Session.get(_ValidationBatch, tk.get_or_bust(data_dict, "id"))
    if found is None:
        raise tk.ObjectNotFound(tk._("没有编号为“{id}”的批量校验。").format(id=data_dict["id"]))
    tk.check_access(access, context, data_dict)
    return found


def _described(batch: _ValidationBatch) -> dict[str, Any]:
    return {
        "id": batch.id,
        "created": batch.created.isoformat(),
        "created_by": batch.created_by,
        "chosen": batch.chosen,
        "title": _title(batch.chosen),
    }


def _title(chosen: dict[str, Any]) -> str | None:
    """The title of the dataset or department that was chosen."""
    dataset = model.Package.get(chosen["dataset_id"]) if "dataset_id" in chosen else None
    department = model.Group.get(chosen["organization_id"]) if "organization_id" in chosen else None
    found = dataset or department
    return found.title or found.name if found else None


def _validated(version: dict[str, Any], table_schema: str | None) -> dict[str, Any]:
    try:
        return _validations.run_once(version, table_schema).summary()
    except _UnknownTableSchema as error:
        sentence = tk._(error.template).format(**error.fields)
        raise tk.ValidationError({"table_schema": [sentence]}) from error


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
    _commit(context)
    return [row.as_dict() for row in rows]


def ankang_finding_release_revoke(
    context: Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """Take the releases of a version back before it is public; return those taken back."""
    version = _reviewed(context, data_dict, "ankang_finding_release_revoke")
    rows = _releases.revoke(version, context["user"])
    _commit(context)
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


def _commit(context: Context) -> None:
    if not context.get("defer_commit"):
        model.Session.commit()


def _valid(data_dict: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    given = {name: data_dict[name] for name in rules if name in data_dict}
    data, errors = tk.navl_validate(given, rules)
    if errors:
        raise tk.ValidationError(errors)
    return dict(data)
