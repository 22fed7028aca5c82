"""Core actions that must know Chinese names."""

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

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
