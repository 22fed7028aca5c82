"""What CKAN's index document of a dataset or document must not hold."""

from typing import Any

from ckanext.ankang.catalogue.fields import fields

_LISTS = {
    field.name for schema in ("dataset", "document") for field in fields(schema) if field.inner
}


def without_lists(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the document without repeating fields: as one string of JSON they are of no use to a
    search, and a long one would stop the indexing (ckan-2.12.md 30)."""
    unwanted = _LISTS | {f"extras_{name}" for name in _LISTS}
    return {key: value for key, value in pkg_dict.items() if key not in unwanted}
