"""The whole catalogue as a table: conditional and closed entries too, as anybody may see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.ankang.catalogue import config
from ckanext.ankang.catalogue.facts import provider_code
from ckanext.ankang.catalogue.fields import Field, fields, norm

Json = dict[str, Any]
# System fields of a withdrawal stand on its page; a form's own fields are no part of an entry.
_LEFT_OUT = {"owner_org", "name", "withdrawn", "withdrawn_reason", "replaced_by", "tag_string"}
_ITEMS = (
    "信息资源代码",
    "信息资源名称",
    "数据资源",
    "信息项名称",
    "接口字段",
    "类型",
    "长度",
    "单位",
    "含义",
    "代码表",
    "敏感程度",
)
_ITEM_FIELDS = ("title", "id", "type", "length", "unit", "description", "code_list", "sensitivity")


def packages() -> Iterator[Json]:
    """Yield the public datasets, by the index, as anybody may see them."""
    size, start = config.export_page(), 0
    while True:
        asked = {"fq": "dataset_type:dataset", "rows": size, "start": start, "sort": "id asc"}
        found = tk.get_action("package_search")({"user": ""}, asked)["results"]
        yield from found
        if len(found) < size:
            return
        start += size


def header() -> list[str]:
    """Return the titles of the columns, those of the norm with their numbers."""
    return ["4 提供单位", "5 提供单位代码", *(_title(field) for field in _fields()), "标签", "网址"]


def rows(found: list[Json]) -> Iterator[list[str]]:
    """Yield one row a dataset."""
    for package in found:
        yield [
            (package.get("organization") or {}).get("title", ""),
            provider_code(package),
            *(field.shown(package.get(field.name)) for field in _fields()),
            "、".join(tag["display_name"] for tag in package.get("tags", [])),
            tk.h.url_for("dataset.read", id=package["name"], qualified=True),
        ]


def items_header() -> list[str]:
    """Return the titles of the columns of 信息项."""
    return list(_ITEMS)


def items(found: list[Json]) -> Iterator[list[str]]:
    """Yield one row a column of a public file, derived from the Table Schema of its version."""
    for package in found:
        for resource, column in _columns(package):
            told = (column.get(name) for name in _ITEM_FIELDS)
            named = (package.get("code", ""), package["title"], resource.get("name") or "")
            yield [*named, *("" if value is None else str(value) for value in told)]


def as_json(found: list[Json]) -> Json:
    """Return the catalogue with the norm that its fields follow."""
    return {
        "norm": vars(norm()),
        "fields": [
            {"name": field.name, "label": field.label, "number": field.norm} for field in _fields()
        ],
        "entries": [_entry(package) for package in found],
    }


def _entry(package: Json) -> Json:
    named = {field.name: package[field.name] for field in _fields() if package.get(field.name)}
    return {
        "id": package["id"],
        "name": package["name"],
        "provider": (package.get("organization") or {}).get("title", ""),
        "provider_code": provider_code(package),
        **named,
        "items": [
            {"resource": resource["id"], **{name: column.get(name) for name in _ITEM_FIELDS}}
            for resource, column in _columns(package)
        ],
    }


def _columns(package: Json) -> Iterator[tuple[Json, Json]]:
    for resource in package.get("resources", []):
        for column in tk.h.ankang_table_schema(resource):
            yield resource, column


def _fields() -> list[Field]:
    return [field for field in fields() if field.name not in _LEFT_OUT]


def _title(field: Field) -> str:
    return f"{field.norm} {field.label}".strip()
