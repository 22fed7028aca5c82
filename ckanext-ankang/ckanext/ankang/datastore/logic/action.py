"""Core's actions that write into tables: not into those which a published version made."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import ChainedAction, Context
from ckanext.datastore.backend import postgres

from ckanext.ankang.datastore import searching


@tk.chained_action
def datastore_create(next_: ChainedAction, context: Context, data_dict: dict[str, Any]) -> Any:
    """Refuse to change the columns or rows of a version's table."""
    _refuse_ours(context, data_dict)
    return next_(context, data_dict)


@tk.chained_action
def datastore_upsert(next_: ChainedAction, context: Context, data_dict: dict[str, Any]) -> Any:
    """Refuse to write rows into a version's table."""
    _refuse_ours(context, data_dict)
    return next_(context, data_dict)


@tk.chained_action
def datastore_delete(next_: ChainedAction, context: Context, data_dict: dict[str, Any]) -> Any:
    """Refuse to delete a version's table."""
    _refuse_ours(context, data_dict)
    return next_(context, data_dict)


@tk.chained_action
def datastore_records_delete(
    next_: ChainedAction, context: Context, data_dict: dict[str, Any]
) -> Any:
    """Refuse to delete rows of a version's table."""
    _refuse_ours(context, data_dict)
    return next_(context, data_dict)


def _refuse_ours(context: Context, data_dict: dict[str, Any]) -> None:
    """Like the gate of the review: who asks is refused, the portal's own processes pass."""
    resource_id = data_dict.get("resource_id")
    if context.get("ignore_auth") or not resource_id:
        return
    with postgres.get_read_engine().connect() as connection:
        ours = searching.is_ours(connection, str(resource_id))
    if ours:
        resource = model.Resource.get(resource_id)
        name = resource.name if resource else resource_id
        sentence = tk._(
            "“{name}”的数据表由已发布的文件生成，不能直接修改。请上传新的文件，经审核后发布。"
        )
        raise tk.NotAuthorized(sentence.format(name=name))
