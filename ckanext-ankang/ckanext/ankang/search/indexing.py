"""What CKAN's index document of a package gets from us."""

import json
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.search.analysis import index_fields

# Handed over by the room `documents`: cut into words here, the string itself is never indexed,
# since a `string` field of more than 10,922 Chinese characters stops indexing (ckan-2.12.md 30).
TEXT = "ankang_document_text"


def add_fields(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the index document with our words, keys and numbers."""
    text = pkg_dict.pop(TEXT, None) or ""
    package = json.loads(pkg_dict["validated_data_dict"])
    return {**pkg_dict, **index_fields(package, text=text, columns=_columns(package))}


def _columns(package: dict[str, Any]) -> list[str]:
    """Return the column titles of every table, from the Table Schema of its version."""
    versions = [resource.get("version_id") for resource in package.get("resources", ())]
    return [title for version in versions if version for title in _titles(version)]


def _titles(version_id: str) -> list[str]:
    try:
        show = tk.get_action("ankang_validation_show")
        validation = show({"ignore_auth": True}, {"version_id": version_id})
    except tk.ObjectNotFound:
        # Documents have versions that are no tables, and so no validation.
        return []
    fields = (validation.get("schema") or {}).get("fields", ())
    return [field.get("title") or field["name"] for field in fields]
