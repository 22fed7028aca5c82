"""The doors of the gate: one chained action for each that `schemas/actions.yaml` closes."""

from __future__ import annotations

from contextlib import ExitStack
from types import ModuleType
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, logic, model
from ckan.types import Context

from . import audit, classes, gate

# What these do to the DataStore stays done when the net refuses the commit.
TABLES = (
    *("datastore_create", "datastore_upsert", "datastore_delete", "datastore_records_delete"),
    "resource_delete",
)


def actions(own: ModuleType) -> dict[str, Any]:
    """The actions of the room's own module, and the doors."""
    exported = {
        name: member
        for name, member in vars(own).items()
        if not name.startswith("_") and getattr(member, "__module__", "") == own.__name__
    }
    return {**_doors(), **exported}


def _doors() -> dict[str, Any]:
    doors = {name: _to_tables for name in TABLES}
    for name, entry in classes.actions().items():
        if entry.door == "never":
            doors[name] = _closed
        elif entry.door == "administrators":
            doors[name] = _administered(name)
    return doors


@logic.auth_audit_exempt  # core's datastore_records_delete asks under another action's name
@tk.chained_action
def _to_tables(next_action: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Rows of what is public come by the review."""
    gate.check_table(data_dict.get("resource_id") or data_dict.get("id"))
    return next_action(context, data_dict)


@tk.chained_action
def _closed(next_action: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """The portal has no use for this action, and it would change what the public sees."""
    if not gate.is_allowed():
        gate.refuse(tk._("本平台不使用这项操作。公开内容的修改请新建案卷，经审核后发布。"))
    return next_action(context, data_dict)


def _administered(name: str) -> Any:
    """What is no content, done by a named administrator, and written into the audit log."""

    @tk.chained_action
    def door(next_action: Any, context: Context, data_dict: dict[str, Any]) -> Any:
        if gate.is_allowed():
            return next_action(context, data_dict)
        if context.get("ignore_auth") or not authz.is_sysadmin(context.get("user") or ""):
            gate.refuse(tk._("这项内容只能由平台管理员本人登录后修改，修改记入审计日志。"))
        return _audited(name, next_action, context, data_dict)

    return door


def _audited(name: str, next_action: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    subject = str(data_dict.get("id") or data_dict.get("name") or name)
    with ExitStack() as undo, gate.allowed(f"administrator {name}"):
        undo.callback(model.Session.rollback)  # nothing is entered for what did not happen
        audit.record(context["user"], f"administrator.{name}", subject, fields=sorted(data_dict))
        done = next_action(context, data_dict)
        undo.pop_all()
    return done
