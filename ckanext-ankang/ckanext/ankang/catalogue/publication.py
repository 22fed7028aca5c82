"""The room's share in publishing: no entry that does not say what it must."""

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.catalogue.entries import problems


def reasons_against(item: dict[str, Any]) -> list[str]:
    """Return why a dataset must not enter the catalogue as it is."""
    package = item["package"]
    if package.get("type", "dataset") != "dataset":
        return []
    found = problems(package, today())
    return [tk._(problem.template).format(**problem.fields) for problem in found]
