"""A search of a department includes the departments below it."""

import re
from typing import Any

import ckan.model as model

# `organization:` holds names, `owner_org:` ids; both as core's views and programs write them.
_FILTER = re.compile(r"\b(organization|owner_org):(?:\"([^\"]+)\"|([\w-]+))")


def with_children(params: dict[str, Any]) -> dict[str, Any]:
    """Return the search with every filter by a department widened to those below it."""
    widened = dict(params)
    if isinstance(fq := params.get("fq"), str):
        widened["fq"] = _widened(fq)
    if fq_list := params.get("fq_list"):
        widened["fq_list"] = [_widened(fq) for fq in fq_list]
    return widened


def _widened(fq: str) -> str:
    return _FILTER.sub(_whole_subtree, fq)


def _whole_subtree(found: re.Match[str]) -> str:
    field, asked = found[1], found[2] or found[3]
    department = model.Group.get(asked)
    below = department.get_children_group_hierarchy("organization") if department else []
    if not below:
        return found[0]
    # Rows are (id, name, title, parent id).
    names = [asked, *(row[1] if field == "organization" else row[0] for row in below)]
    return f"{field}:({' OR '.join(_quoted(name) for name in names)})"


def _quoted(name: str) -> str:
    """Return a name as a phrase of Solr."""
    return f'"{name}"'
