"""Core actions that must know Chinese names, and how public datasets keep their promises."""

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue import promises as _promises
from ckanext.ankang.catalogue.logic import schema
from ckanext.ankang.catalogue.names import package_name, short_name


def _named(data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the group with a pinyin name where none is given; a taken one gets a mark."""
    if data_dict.get("name") or not data_dict.get("title"):
        return data_dict
    name = short_name(data_dict["title"])
    if model.Group.get(name):
        name = package_name(data_dict["title"], data_dict.get("id") or model.types.make_uuid())
    return {**data_dict, "name": name}


@tk.chained_action
def organization_create(next_action: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Create an organisation, named in pinyin if it has no name."""
    return next_action(context, _named(data_dict))


@tk.chained_action
def group_create(next_action: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Create a group, named in pinyin if it has no name."""
    return next_action(context, _named(data_dict))


@tk.side_effect_free
def ankang_freshness_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """How public datasets are updated against their promises, the latest first.

    Filtered by `department` (id or name) and `state`; answers {count, counts, results}, where
    `counts` numbers all states of the chosen department.
    """
    tk.check_access("ankang_freshness_list", context, data_dict)
    data, errors = tk.navl_validate(data_dict, schema.freshness_list())
    if errors:
        raise tk.ValidationError(errors)
    return _promises.listed(
        department=data.get("department"),
        state=data.get("state"),
        limit=min(data["limit"], schema.MOST),
        offset=data["offset"],
    )
