"""Actions on versions, and core's file actions that must not reach them."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Action, Context

from ckanext.ankang.files import comparisons as _comparisons
from ckanext.ankang.files import erasers as _erasers
from ckanext.ankang.files import erasure as _erasure
from ckanext.ankang.files import errors as _errors
from ckanext.ankang.files import gone as _gone
from ckanext.ankang.files import storage as _storage
from ckanext.ankang.files import tombstones as _tombstones
from ckanext.ankang.files import versions as _versions
from ckanext.ankang.files.interfaces import DatasetGone as _DatasetGone
from ckanext.ankang.files.logic import schema as _schema
from ckanext.ankang.files.model import Erasure as _Erasure
from ckanext.ankang.files.model import FileVersion as _FileVersion
from ckanext.ankang.files.model import VersionDifference as _VersionDifference
from ckanext.ankang.jobs import queue as _queue
from ckanext.ankang.review import gate as _gate


def ankang_file_version_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Keep the bytes of `upload` as a new version, unpublished."""
    data, invalid = tk.navl_validate(data_dict, _schema.file_version_create(), context)
    if invalid:
        raise tk.ValidationError(invalid)
    tk.check_access("ankang_file_version_create", context, data)
    try:
        version = _versions.store(
            data["upload"],
            name=data.get("name"),
            resource_id=data.get("resource_id"),
            owner_org=data.get("owner_org"),
            source=data["source"],
            user=context.get("user") or None,
        )
    except _errors.FileError as error:
        raise tk.ValidationError(
            {"upload": [tk._(error.template).format(**error.fields)]}
        ) from error
    if not context.get("defer_commit"):
        model.Session.commit()
    return version.as_dict()


@tk.side_effect_free
def ankang_tombstone_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """What was public and is gone, since a moment (`since`) or ever, the earliest first.

    {count, results: [{id, kind (withdrawn, hidden, erased, ended), moment, sentence, title?, reason?,
    replaced_by?}]}; only a withdrawal names what it was.
    """
    tk.check_access("ankang_tombstone_list", context, data_dict)
    data = _valid(context, data_dict, _schema.tombstone_list())
    since = data.get("since")
    moment = since.replace(tzinfo=since.tzinfo or UTC) if since else None
    return _tombstones.listed(moment, data["start"], min(data["rows"], _tombstones.MOST))


@tk.side_effect_free
def ankang_file_version_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return one version; one that may not be seen does not exist for the asker."""
    version = model.Session.get(_FileVersion, tk.get_or_bust(data_dict, "id"))
    try:
        tk.check_access("ankang_file_version_show", context, data_dict)
    except tk.NotAuthorized:
        version = None
    if version is None:
        raise tk.ObjectNotFound(tk._("没有这个文件版本，或者它还没有公开。"))
    return version.as_dict()


@tk.side_effect_free
def ankang_file_version_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the versions of a resource that the asker may see, newest first.

    Each with `address`, which stays as long as the dataset: the bytes behind it never change.
    """
    tk.check_access("ankang_file_version_list", context, data_dict)
    chosen = sa.select(_FileVersion).where(
        _FileVersion.resource_id == tk.get_or_bust(data_dict, "resource_id")
    )
    found = model.Session.scalars(chosen.order_by(_FileVersion.number.desc()))
    everything = context.get("ignore_auth")
    user = context.get("user")
    seen = [v for v in found if everything or _versions.may_read(user, v)]
    return [{**v.as_dict(), "address": _versions.address(v)} for v in seen]


@tk.side_effect_free
def ankang_file_difference_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return what changed between two versions that the asker sees: {difference, job}.

    `difference` is empty until the comparison is done; `job` tells how far it is.
    """
    old, new = (_seen(context, data_dict, name) for name in ("old_id", "new_id"))
    row = model.Session.get(_VersionDifference, (old["id"], new["id"]))
    key = _comparisons.key(old["id"], new["id"])
    job = _queue.newest(model.Session, [key]).get(key)
    progress = {"state": job.state, "done": job.done, "total": job.total} if job else None
    return {"difference": row.found if row else None, "job": None if row else progress}


def ankang_file_difference_run(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Have two versions of one resource compared in the background; answers like its `show`."""
    tk.check_access("ankang_file_difference_run", context, data_dict)
    old, new = (_seen(context, data_dict, name) for name in ("old_id", "new_id"))
    if not old["resource_id"] or old["resource_id"] != new["resource_id"]:
        raise tk.ValidationError({"new_id": [tk._("两个版本不属于同一个数据资源，不能比较。")]})
    _comparisons.ask(old["id"], new["id"], priority=0)
    model.Session.commit()
    return ankang_file_difference_show(context, data_dict)


@tk.side_effect_free
def ankang_file_fixity_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the files whose bytes are not what they were, and how many were never read again."""
    tk.check_access("ankang_file_fixity_list", context, data_dict)
    standing = sa.select(_FileVersion).where(_FileVersion.erased.is_(None))
    faulty = model.Session.scalars(standing.where(_FileVersion.fault.is_not(None)))
    unread = standing.where(_FileVersion.checked.is_(None)).subquery()
    oldest = sa.select(sa.func.min(_FileVersion.checked)).where(_FileVersion.erased.is_(None))
    checked = model.Session.scalar(oldest)
    return {
        "faults": [_fault(version) for version in faulty],
        "unread": model.Session.scalar(sa.select(sa.func.count()).select_from(unread)),
        "oldest": checked.isoformat() if checked else None,
    }


@tk.side_effect_free
def ankang_erasure_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what was hidden and erased, newest first, of the departments the asker answers for."""
    tk.check_access("ankang_erasure_list", context, data_dict)
    rows = model.Session.scalars(sa.select(_Erasure).order_by(_Erasure.hidden.desc()))
    person = context.get("user") or ""
    everything = context.get("ignore_auth") or _erasers.sees_all(person)
    return [
        row.as_dict() for row in rows if everything or _erasers.may_hide(person, row.department)
    ]


def ankang_erasure_hide(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take a dataset from everybody's sight at once: `package_id` or `version_id`, and a `ground`.

    With `version_id` the erasure that may follow takes this version alone; hidden is the whole.
    """
    data = _valid(context, data_dict, _schema.erasure_hide())
    tk.check_access("ankang_erasure_hide", context, data)
    package = _package_of(data)
    _erasers.must(_erasers.may_hide(context["user"], package.owner_org))
    _erasers.must_stand_alone(package.id)
    chosen = [data["version_id"]] if data.get("version_id") else None
    row = _erasure.hide(package, context["user"], data["ground"], chosen)
    model.Session.commit()
    return row.as_dict()


def ankang_erasure_restore(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show again what was hidden: the department's leader alone."""
    row = _row(context, data_dict, "ankang_erasure_restore", _erasure.HIDDEN, _erasure.REQUESTED)
    _erasers.must(_erasers.may_restore(context["user"], row.department))
    _erasure.restore(row, context["user"])
    model.Session.commit()
    return row.as_dict()


def ankang_erasure_request(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Ask, as the first of two persons, to erase what is hidden, with a `ground`."""
    row = _row(context, data_dict, "ankang_erasure_request", _erasure.HIDDEN)
    _erasers.must(_erasers.may_hide(context["user"], row.department))
    row.ground = tk.get_or_bust(data_dict, "ground")
    row.requested_by, row.state = context["user"], _erasure.REQUESTED
    model.Session.commit()
    return row.as_dict()


def ankang_erasure_confirm(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Confirm as the second person; a worker erases, and nothing brings it back."""
    row = _row(context, data_dict, "ankang_erasure_confirm", _erasure.REQUESTED)
    _erasers.must(_erasers.may_hide(context["user"], row.department))
    if context["user"] == row.requested_by:
        raise tk.NotAuthorized(tk._("清除要由两个人办：申请的人不能自己确认。"))
    _erasure.begin(row, context["user"])
    model.Session.commit()
    return row.as_dict()


@tk.chained_action
@tk.side_effect_free
def package_show(up: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """Say of a dataset that is gone that, why and since when, instead of a bare refusal."""
    try:
        return up(context, data_dict)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        name = data_dict.get("id") or data_dict.get("name_or_id")
        gone = _gone.of_package(name) if isinstance(name, str) else None
        if gone is None:
            raise
        raise _DatasetGone(_gone.sentence_of(gone)) from None


@tk.chained_action
def dataset_purge(up: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """Keep what was public from going without a trace: an erasure by two persons leaves its tombstone."""
    package = model.Package.get(data_dict.get("id"))
    if package and not _gate.is_allowed() and _tombstones.was_public(package.id):
        problem = tk._(
            "“{title}”公开过，不能直接彻底删除。请在“隐藏与清除”里由两个人办理清除，平台会留下不含内容的注销记录。"
        )
        raise tk.NotAuthorized(problem.format(title=package.title))
    return up(context, data_dict)


# Core's file actions, refused here and not in auth functions, which administrators and
# ignore_auth pass by (ckan-2.12.md 6).


@tk.chained_action
def file_create(up: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    _refuse_storage(data_dict)
    return up(context, data_dict)


@tk.chained_action
def file_register(up: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    _refuse_storage(data_dict)
    return up(context, data_dict)


@tk.chained_action
def file_rename(up: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    _refuse_version(data_dict)
    return up(context, data_dict)


@tk.chained_action
def file_delete(up: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    _refuse_version(data_dict)
    return up(context, data_dict)


@tk.chained_action
def file_ownership_transfer(up: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    _refuse_version(data_dict)
    if data_dict.get("owner_type") == _storage.OWNER_TYPE:
        _refuse()
    return up(context, data_dict)


def _refuse_storage(data_dict: dict[str, Any]) -> None:
    if data_dict.get("storage") == _storage.NAME:
        _refuse()


def _refuse_version(data_dict: dict[str, Any]) -> None:
    file_id = data_dict.get("id")
    row = model.Session.get(model.File, file_id) if isinstance(file_id, str) else None
    if row and row.storage == _storage.NAME:
        _refuse()


def _refuse() -> None:
    raise tk.NotAuthorized(tk._("文件版本一经存入便不再改动。要更换文件，请上传新的版本。"))


def _seen(context: Context, data_dict: dict[str, Any], name: str) -> dict[str, Any]:
    show = tk.get_action("ankang_file_version_show")
    version: dict[str, Any] = show(
        tk.fresh_context(context), {"id": tk.get_or_bust(data_dict, name)}
    )
    return version


def _fault(version: _FileVersion) -> dict[str, Any]:
    known = ("id", "resource_id", "number", "name", "sha256", "url")
    found = {key: value for key, value in version.as_dict().items() if key in known}
    checked = version.checked.isoformat() if version.checked else None
    return {**found, "found": version.fault, "checked": checked}


def _package_of(data: dict[str, Any]) -> Any:
    """The dataset that is meant, whatever its state; one that is not there is named so."""
    package = model.Package.get(data["package_id"]) if data.get("package_id") else None
    if version_id := data.get("version_id"):
        version = model.Session.get(_FileVersion, version_id)
        resource = model.Resource.get(version.resource_id) if version else None
        package = resource.package if resource else None
    if package is None:
        raise tk.ObjectNotFound(tk._("没有这个数据集或文件版本。"))
    return package


def _row(context: Context, data_dict: dict[str, Any], action: str, *states: str) -> _Erasure:
    """The erasure, locked, if it stands where this step begins."""
    tk.check_access(action, context, data_dict)
    row = model.Session.get(_Erasure, tk.get_or_bust(data_dict, "id"), with_for_update=True)
    if row is None:
        raise tk.ObjectNotFound(tk._("没有这件清除事项。"))
    if row.state not in states:
        raise tk.ValidationError({"id": [tk._("这件清除事项已办到下一步，请刷新页面。")]})
    return row


def _valid(context: Context, data_dict: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    data, invalid = tk.navl_validate(data_dict, rules, context)
    if invalid:
        raise tk.ValidationError(invalid)
    return data
