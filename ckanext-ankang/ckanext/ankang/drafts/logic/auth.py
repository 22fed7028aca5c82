"""Who may write and see revisions; `readers` has the rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.types import AuthFunction, AuthResult, Context

from .. import readers, revisions
from ..model import Revision

Json = dict[str, Any]
Rule = Callable[[str | None, Revision], bool]


def ankang_revision_create(context: Context, data_dict: Json) -> AuthResult:
    """A change: whoever may change the dataset; a new one: whoever may write in the department."""
    if package_id := data_dict.get("package_id"):
        return authz.is_authorized("package_update", context, {"id": package_id})
    group = model.Group.get(data_dict.get("owner_org"))
    allowed = group and readers.writes_in(context.get("user"), group.id, "create_dataset")
    return {"success": bool(allowed), "msg": tk._("您不是这个部门的编辑人员，不能新建数据集。")}


def ankang_revision_list(context: Context, data_dict: Json) -> AuthResult:
    """Whoever is logged in: the list holds only what they may see."""
    return {"success": bool(context.get("user"))}


def ankang_revision_hand_over(context: Context, data_dict: Json) -> AuthResult:
    """Administrators, as for everything that is about accounts."""
    return {"success": False}


def ankang_revision_save(context: Context, data_dict: Json) -> AuthResult:
    """Those who write it already."""
    revision = revisions.get(data_dict["id"])
    allowed = revision and readers.may_write(context.get("user"), revision)
    return {"success": bool(allowed), "msg": tk._("只有起草这份草稿的人可以修改它。")}


# Core's rules read rows; a draft has none, and is its writers' alone.


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def package_update(up: AuthFunction, context: Context, data_dict: Json) -> AuthResult:
    return _package(up, context, data_dict, readers.may_write)


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def package_show(up: AuthFunction, context: Context, data_dict: Json) -> AuthResult:
    return _package(up, context, data_dict, readers.may_read)


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def resource_update(up: AuthFunction, context: Context, data_dict: Json) -> AuthResult:
    return _resource(up, context, data_dict, readers.may_write)


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def resource_show(up: AuthFunction, context: Context, data_dict: Json) -> AuthResult:
    return _resource(up, context, data_dict, readers.may_read)


def _package(up: Any, context: Context, data_dict: Json, rule: Rule) -> AuthResult:
    name_or_id = (data_dict or {}).get("id")
    if context.get("package") or not name_or_id or revisions.stored_package(name_or_id):
        return up(context, data_dict)
    return _drafted(up, context, data_dict, rule, revisions.open_named(name_or_id))


def _resource(up: Any, context: Context, data_dict: Json, rule: Rule) -> AuthResult:
    resource_id = (data_dict or {}).get("id")
    if context.get("resource") or not resource_id or model.Resource.get(resource_id):
        return up(context, data_dict)
    return _drafted(up, context, data_dict, rule, revisions.open_with_resource(resource_id))


def _drafted(
    up: Any, context: Context, data_dict: Json, rule: Rule, revision: Revision | None
) -> AuthResult:
    if revision is None:
        return up(context, data_dict)
    return {"success": rule(context.get("user"), revision)}


@tk.auth_allow_anonymous_access
def ankang_revision_resource_write(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Who may describe the columns of a file that only a draft has: those who write the draft."""
    revision = revisions.open_with_resource(data_dict["resource_id"])
    writable = revision is not None and revision.state in revisions.WRITABLE
    allowed = writable and revision and readers.may_write(context.get("user"), revision)
    return {"success": bool(allowed), "msg": tk._("只有起草这份草稿的人可以说明它的列。")}
