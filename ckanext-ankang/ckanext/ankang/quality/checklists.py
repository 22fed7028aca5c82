"""The checklists of `schemas/checklists/`: which exist, what one holds, and readied for a table."""

from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml

from ..tables import Table
from .checks import ColumnsCheck, TableProfile, total_row, value_drift
from .counting import CountingChecklist
from .declared import headers, own_names
from .report import Json

# What every file is checked for, whatever else is asked.
STANDARD = "standard"


class ChecklistError(ValueError):
    """A checklist that does not exist."""

    template = "没有名为“{name}”的检查清单。可用的有：{known}。"

    def __init__(self, *, name: str, known: list[str]) -> None:
        super().__init__(self.template.format(name=name, known="、".join(known)))


def checklist_names() -> list[str]:
    """The checklists that can be named."""
    return sorted(entry.name[:-5] for entry in _folder().iterdir() if entry.name.endswith(".yaml"))


def checklist_digest(name: str) -> str:
    """The SHA-256 of all checks as they are now: the name alone does not tell what was checked."""
    return sha256(b"".join(file.read_bytes() for file in _files(name))).hexdigest()


def checklist(name: str | None) -> CountingChecklist:
    """The checks of a checklist after those that every file gets; raises ChecklistError."""
    lists = [yaml.safe_load(file.read_bytes()) for file in _files(name or STANDARD)]
    checks = [check for one in lists for check in one["checks"]]
    return CountingChecklist.from_descriptor({**lists[-1], "checks": checks})


def prepare(checks: CountingChecklist, table: Table, schema: Json, previous: TableProfile) -> None:
    """Tell the checks the file's headers, its totals and what its last version was like.

    A check of a column that the schema declares is dropped where the column is not there: if that
    is an error, the schema says so.
    """
    titles = headers(table, schema)
    there = {column.title for column in table.columns}
    declared = {name for entry in schema.get("fields", []) for name in own_names(entry)}
    for check in [check for check in checks.checks if isinstance(check, ColumnsCheck)]:
        check.rename(titles)
        if not check.can_do_without((set(check.columns) - there) & declared):
            checks.checks.remove(check)
        elif isinstance(check, total_row):
            check.set_aside = [(row["row"], row["cells"]) for row in table.facts["dropped_rows"]]
        elif isinstance(check, value_drift):
            check.previous = previous.get("columns", {}).get(table.id_of(check.field_name))


def _files(name: str) -> list[Traversable]:
    names = dict.fromkeys((STANDARD, name))
    if unknown := set(names) - set(known := checklist_names()):
        raise ChecklistError(name=unknown.pop(), known=known)
    return [_folder().joinpath(f"{name}.yaml") for name in names]


def _folder() -> Traversable:
    return files("ckanext.ankang.schemas").joinpath("checklists")
