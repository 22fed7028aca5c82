"""Template helpers: vocabularies as choices and labels."""

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue import facts as _facts
from ckanext.ankang.catalogue.days import today as _today
from ckanext.ankang.catalogue.vocabularies import label as _label
from ckanext.ankang.catalogue.vocabularies import vocabulary as _vocabulary


def ankang_vocabulary_choices(field: dict[str, Any]) -> list[dict[str, str]]:
    """Return a field's vocabulary as scheming wants it: value and label of each entry."""
    values = _vocabulary(field["vocabulary"]).valid(_today())
    return [{"value": value.code, "label": value.label} for value in values]


def ankang_vocabulary_label(vocabulary: str, code: str) -> str:
    """Return the Chinese label of a code, or nothing where there is no code."""
    return _label(vocabulary, code) if code else ""


def ankang_facts(package: dict[str, Any]) -> list[_facts.FactGroup]:
    """Return what the page of a dataset says of it; with what is 待补 for whoever may edit it."""
    editing = tk.h.check_access("package_update", {"id": package.get("id")})
    return _facts.groups(package, editing=editing)


def ankang_department_tree(name: str) -> dict[str, list[dict[str, str]]]:
    """Return the departments directly above and below one: {parents, children} of name and title."""
    department = model.Group.get(name)
    if department is None:
        return {"parents": [], "children": []}
    children = department.get_children_groups(department.type)
    return {
        "parents": [
            {"name": above.name, "title": above.title}
            for above in department.get_parent_groups(department.type)
        ],
        "children": [{"name": child.name, "title": child.title} for child in children],
    }
