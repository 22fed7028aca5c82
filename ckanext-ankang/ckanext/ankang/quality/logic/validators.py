"""Rules for what a resource says of its table."""

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.quality.table_schemas import UnknownTableSchema as _UnknownTableSchema
from ckanext.ankang.quality.table_schemas import named_schema as _named_schema


def ankang_table_schema(value: Any) -> Any:
    """Accept the name of a schema in `schemas/tables/`, or nothing."""
    if value:
        try:
            _named_schema(value)
        except _UnknownTableSchema as error:
            raise tk.Invalid(tk._(error.template).format(**error.fields)) from error
    return value
