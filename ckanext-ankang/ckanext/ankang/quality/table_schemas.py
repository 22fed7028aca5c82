"""The Table Schemas that departments have in common, from `schemas/tables/` (pure)."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

FOLDER = "ckanext.ankang.schemas"
ENDING = ".yaml"


class UnknownTableSchema(ValueError):
    """A resource names a table schema that does not exist."""

    template = "没有名为“{name}”的数据表标准。可以填写：{known}。"

    def __init__(self, name: str) -> None:
        self.fields = {"name": name, "known": "、".join(schema_names())}
        super().__init__(self.template.format(**self.fields))


@cache
def schema_names() -> tuple[str, ...]:
    """The names that a resource may give, in their order."""
    folder = files(FOLDER).joinpath("tables")
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(ENDING) for name in names if name.endswith(ENDING)))


def named_schema(name: str) -> dict[str, Any]:
    """A Table Schema by name; raises UnknownTableSchema, whose sentence lists the known ones."""
    if name not in schema_names():
        raise UnknownTableSchema(name)
    text = files(FOLDER).joinpath(f"tables/{name}{ENDING}").read_text("utf-8")
    schema: dict[str, Any] = yaml.safe_load(text)
    return schema


def schema_title(name: str) -> str:
    """What people call a named schema."""
    return str(named_schema(name).get("title") or name)
