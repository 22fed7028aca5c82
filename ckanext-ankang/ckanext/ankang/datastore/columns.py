"""What a Table Schema makes of a table of the DataStore: column types, dictionary, keys.

The schema is the one home of column metadata (ckan-2.12.md 27); all here is derived from it.
"""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

TYPES = {
    "integer": "int8",
    "number": "numeric",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamp",
    "time": "time",
}
# A field read with one of these holds texts that PostgreSQL would not read the same way.
PECULIAR = {"decimalChar", "groupChar", "bareNumber"}
# PostgreSQL has 1,600; `_id` and `_full_text` are two of them.
MOST_COLUMNS = 1598
NULLS = {""}


class TooManyColumns(ValueError):
    """A table wider than PostgreSQL can hold."""

    template = (
        "这张表有 {columns} 列，数据接口最多支持 {most} 列，所以没有载入。"
        "文件仍可下载。如需数据接口，请把表拆成几张后重新提交。"
    )

    def __init__(self, *, columns: int) -> None:
        super().__init__(self.template.format(columns=columns, most=MOST_COLUMNS))


def column_type(field: Json) -> str:
    """Return the PostgreSQL type whose values are those of the field."""
    if PECULIAR & field.keys() or field.get("format", "default") != "default":
        return "text"
    return TYPES.get(field.get("type", "string"), "text")


def dictionary(field: Json) -> str | None:
    """Return the comment in which CKAN's DataStore keeps what `datastore_info` tells of a column."""
    said = {
        "label": field.get("title"),
        "notes": field.get("description"),
        "unit": field.get("unit") or field.get("ankang:unit"),
    }
    info = {key: value for key, value in said.items() if value}
    # The blank is CKAN's sign for the newer form of the comment (`_get_raw_field_info`).
    return " " + json.dumps({"_info": info}, ensure_ascii=False) if info else None


def unique_keys(schema: Json) -> list[list[str]]:
    """Return the columns of each unique index: the primary key, and unique fields."""
    primary = schema.get("primaryKey") or []
    keys = [[primary] if isinstance(primary, str) else list(primary)]
    keys += [[f["name"]] for f in schema["fields"] if f.get("constraints", {}).get("unique")]
    names = {name: f["name"] for f in schema["fields"] for name in (f.get("title"), f["name"])}
    return [[names[name] for name in key] for key in keys if key]


def spellings(schema: Json) -> list[dict[str, str]]:
    """Return, a column each, the texts that are stored as another: missing values and booleans.

    A text that stands for no value is stored as the empty text.
    """
    return [_spellings(field, schema) for field in schema["fields"]]


def _spellings(field: Json, schema: Json) -> dict[str, str]:
    missing: list[str] = field.get("missingValues") or schema.get("missingValues") or [""]
    found: dict[str, str] = {}
    if column_type(field) == "bool":
        for value, stored in (("falseValues", "false"), ("trueValues", "true")):
            found |= dict.fromkeys(field.get(value, ()), stored)
    return found | dict.fromkeys(set(missing) - NULLS, "")
