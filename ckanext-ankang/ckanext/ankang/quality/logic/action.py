"""Actions on validations."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.ankang.quality import columns as _columns
from ckanext.ankang.quality import confirmed as _confirmed
from ckanext.ankang.quality import descriptors as _descriptors
from ckanext.ankang.quality import editor as _editor
from ckanext.ankang.quality import publication as _publication
from ckanext.ankang.quality import scores as _scores
from ckanext.ankang.quality import validations as _validations
from ckanext.ankang.quality.logic import schema as _schema
from ckanext.ankang.quality.model import ColumnDecision as _ColumnDecision
from ckanext.ankang.quality.register import Change as _Change
from ckanext.ankang.quality.register import RegisterConflict as _RegisterConflict
from ckanext.ankang.quality.table_schemas import UnknownTableSchema as _UnknownTableSchema


def ankang_validation_run(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Validate a version now and return the verdict, without any cell of the file.

    `table_schema` names a schema to hold it to, where the version's resource does not exist yet.
    """
    version = tk.get_action("ankang_file_version_show")(
        tk.fresh_context(context), {"id": tk.get_or_bust(data_dict, "version_id")}
    )
    tk.check_access("ankang_validation_run", context, {"resource_id": version["resource_id"]})
    try:
        validation = _validations.run(version, table_schema=data_dict.get("table_schema"))
    except _UnknownTableSchema as error:
        sentence = tk._(error.template).format(**error.fields)
        raise tk.ValidationError({"table_schema": [sentence]}) from error
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
    department = model.Resource.get(data["resource_id"]).package.owner_org
    return _editor.suggestions(bare, [department] if department else [])


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
        _confirmed.save(**_saved(context, data), descriptor=descriptor)
    except _descriptors.WrongDescriptor as error:
        raise tk.ValidationError({field: [said] for field, said in error.faults.items()}) from error
    except _RegisterConflict as error:
        raise tk.ValidationError({"column_id": [_outdated(column["title"])]}) from error
    except _confirmed.StaleRevision as error:
        raise tk.ValidationError({"base_revision": [_stale(error)]}) from error
    return _saved_column(context, data)


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
    return _saved_column(context, data)


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
    if data["renamed"]:
        _columns.rename(resource_id, old, new, context["user"])
        _publication.validate_again(resource_id)
    else:
        _columns.keep_apart(resource_id, old, new, context["user"])
    _commit(context)
    return _editor.listing(context, resource_id, editing=True)


def ankang_column_rename_undo(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take a decision on a rename back; the list of columns."""
    data = _valid(data_dict, _schema.column_rename_undo())
    tk.check_access("ankang_column_rename_undo", context, data)
    decision = model.Session.get(_ColumnDecision, data["id"])
    if decision is None or decision.resource_id != data["resource_id"] or decision.undone:
        raise tk.ObjectNotFound(tk._("没有这个改名决定，或者它已经撤销。"))
    try:
        _columns.undo(decision, context["user"])
    except _RegisterConflict as error:
        model.Session.rollback()
        sentence = tk._("“{title}”已经是另一列的名称，不能撤销。").format(title=decision.old_title)
        raise tk.ValidationError({"id": [sentence]}) from error
    if decision.renamed:
        _publication.validate_again(data["resource_id"])
    _commit(context)
    return _editor.listing(context, data["resource_id"], editing=True)


def _saved(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "resource_id": data["resource_id"],
        "column_id": data["column_id"],
        "base": data["base_revision"],
        "person": context["user"],
    }


def _saved_column(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Have the newest version held to what was saved, and commit."""
    _publication.validate_again(data["resource_id"])
    _commit(context)
    return _editor.editable(context, data["resource_id"], data["column_id"])


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


def _commit(context: Context) -> None:
    if not context.get("defer_commit"):
        model.Session.commit()


def _valid(data_dict: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    given = {name: data_dict[name] for name in rules if name in data_dict}
    data, errors = tk.navl_validate(given, rules)
    if errors:
        raise tk.ValidationError(errors)
    return dict(data)
