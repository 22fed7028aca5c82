"""CKAN 2.12.0 loses updates with `defer_commit`; dropped when 2.12.1 keeps them."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import logic, model
from ckan.types import Context, DataDict


@tk.chained_action
def package_update(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """Keep the change of an update whose commit is deferred.

    Core rolls its savepoint back and returns the dict as if saved (`update.py:446-463`), save with
    `return_id_only`, when it leaves the savepoint open: so ask for the id, release the savepoint
    and show the dataset as core would have.
    """
    if not context.get("defer_commit"):
        return next_action(context, data_dict)
    only_id = context.get("return_id_only", False)
    outer = model.Session().get_nested_transaction()
    context["return_id_only"] = True
    try:
        package_id = next_action(context, data_dict)
    finally:
        context["return_id_only"] = only_id
    inner = model.Session().get_nested_transaction()
    if inner is not None and inner is not outer:
        inner.commit()
    if only_id:
        return package_id
    return logic.package_show_default_and_custom_schemas(context, package_id)[1]
