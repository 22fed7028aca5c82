"""What docs/tables.md says of standards, checks, kinds and actions is so, and its examples work."""

import inspect
import re
from pathlib import Path
from typing import get_args

import pytest
import yaml
from frictionless import Checklist, Schema
from frictionless.resources import TableResource

from ckanext.ankang.quality.checks import CHECKS, columns
from ckanext.ankang.quality.excerpt import KINDS
from ckanext.ankang.quality.logic import action
from ckanext.ankang.quality.privacy.kinds import kinds
from ckanext.ankang.tables.table import DamageKind

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "tables.md").read_text("utf-8")
CLERK = (DOCS / "clerk.zh-CN.md").read_text("utf-8")
ACTIONS = {name for name, _ in inspect.getmembers(action) if name.startswith("ankang_")}


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", PAGE, re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]


def table_under(heading: str) -> str:
    section = PAGE.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    return "\n".join(line for line in section.splitlines() if line.startswith("| "))


def test_the_standard_in_the_example_is_one_that_its_examples_keep() -> None:
    schema, checklist = map(yaml.safe_load, blocks("yaml"))
    names = [field["name"] for field in schema["fields"]]
    row = [str(field["example"]) for field in schema["fields"]]

    report = TableResource(data=[names, row], schema=Schema.from_descriptor(schema)).validate(
        Checklist.from_descriptor(checklist)
    )

    assert report.valid, report


@pytest.mark.parametrize(("cell", "faulty"), [("725000", False), ("710000", True)])
def test_the_check_in_the_example_tells_right_from_wrong(cell: str, faulty: bool) -> None:
    (code,) = blocks("python")
    made: dict[str, type] = {"__package__": columns.__package__}
    exec(code, made)

    found = made["postal_code"](field_name="邮政编码").fault(cell)

    assert (found is not None) is faulty


def test_every_check_is_in_its_family() -> None:
    listed = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", table_under("Checks"), re.MULTILINE))
    families: dict[str, set[str]] = {family: set() for family in listed}
    for kind, check in CHECKS.items():
        families[check.__module__.rpartition(".")[2]].add(kind)

    assert {f: set(re.findall(r"`([\w-]+)`", text)) for f, text in listed.items()} == families


def test_every_kind_of_personal_data_is_under_its_severity() -> None:
    listed = re.findall(r"^\| `(\w+)` \| (.*?) \|", table_under("Personal data"), re.MULTILINE)

    assert {
        kind: severity for severity, text in listed for kind in re.findall(r"`(\w+)`", text)
    } == {code: kind.severity for code, kind in kinds().items()}


def test_every_kind_of_damage_is_named() -> None:
    assert [kind for kind in get_args(DamageKind) if f"`{kind}`" not in PAGE] == []


def test_every_action_of_the_room_is_listed_and_marked_if_it_changes_nothing() -> None:
    rows = re.findall(r"^\| `(ankang_\w+)`( GET)? \|", table_under("API"), re.MULTILINE)

    assert {name: bool(get) for name, get in rows} == {
        name: getattr(getattr(action, name), "side_effect_free", False) for name in ACTIONS
    }


def test_a_clerk_finds_problems_under_the_names_that_reports_give_them() -> None:
    section = CLERK.partition("| 报告里的问题 |")[2].partition("\n\n")[0]
    named = {
        name
        for line in re.findall(r"^\| (.*?) \|", section, re.MULTILINE)
        for name in line.split("、")
    }

    assert named - set(KINDS.values()) == set()
