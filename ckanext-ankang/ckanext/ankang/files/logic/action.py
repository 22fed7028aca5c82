"""Actions on versions, and core's file actions that must not reach them."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import Action, Context

from ckanext.ankang.files import errors as _errors
from ckanext.ankang.files import storage as _storage
from ckanext.ankang.files import versions as _versions
from ckanext.ankang.files.logic import schema as _schema
from ckanext.ankang.files.model import FileVersion as _FileVersion


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
    """Return the versions of a resource that the asker may see, newest first."""
    tk.check_access("ankang_file_version_list", context, data_dict)
    chosen = sa.select(_FileVersion).where(
        _FileVersion.resource_id == tk.get_or_bust(data_dict, "resource_id")
    )
    found = model.Session.scalars(chosen.order_by(_FileVersion.number.desc()))
    everything = context.get("ignore_auth")
    user = context.get("user")
    return [v.as_dict() for v in found if everything or _versions.may_read(user, v)]


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
