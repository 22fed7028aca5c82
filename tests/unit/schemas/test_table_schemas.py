"""Each table schema is one, names lists and checks that exist, and tells good rows from bad."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from frictionless import Checklist, Schema

from ckanext.ankang.catalogue.vocabularies import vocabulary
from ckanext.ankang.quality.checks import ColumnsCheck
from ckanext.ankang.quality.table_schemas import named_schema, schema_names
from ckanext.ankang.quality.validation import validate_table

FOLDER = files("ckanext.ankang.schemas")
# What departments publish; the portal's own tables need no checklist.
STANDARDS = [name for name in schema_names() if "ankang:checklist" in named_schema(name)]
ROWS = Path(__file__).parents[3] / "deploy/demonstration/rows"


def checklist_of(schema):
    name = schema["ankang:checklist"]
    text = FOLDER.joinpath(f"checklists/{name}.yaml").read_text("utf-8")
    return Checklist.from_descriptor(yaml.safe_load(text))


def example(schema):
    return {field["title"]: str(field.get("example", "")) for field in schema["fields"]}


def validated(tmp_path, schema, *rows):
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return validate_table(path, schema=schema)


def test_departments_find_schemas_for_what_they_publish():
    assert len(STANDARDS) >= 15


@pytest.mark.parametrize("name", STANDARDS)
def test_a_schema_is_a_table_schema_in_chinese(name):
    schema = named_schema(name)

    fields = Schema.from_descriptor(schema).fields

    assert schema["title"]
    assert schema["description"]
    assert schema["ankang:source"]
    assert all(field.title and field.description for field in fields)
    assert all(field.name.isascii() and len(field.name) <= 40 for field in fields)


@pytest.mark.parametrize("name", STANDARDS)
def test_titles_and_aliases_name_one_column_each(name):
    fields = named_schema(name)["fields"]

    names = [
        word for field in fields for word in (field["title"], *field.get("ankang:aliases", ()))
    ]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", STANDARDS)
def test_code_lists_exist_and_are_checked(name):
    schema = named_schema(name)
    listed = {
        (field["name"], field["ankang:code_list"])
        for field in schema["fields"]
        if "ankang:code_list" in field
    }

    checked = {
        (check.field_name, check.list)
        for check in checklist_of(schema).checks
        if check.type == "code-list"
    }

    assert listed == checked
    assert all(vocabulary(code_list).values for _, code_list in listed)


@pytest.mark.parametrize("name", STANDARDS)
def test_checks_look_at_columns_of_the_schema(name):
    schema = named_schema(name)
    columns = {field["name"] for field in schema["fields"]}

    checks = checklist_of(schema).checks

    assert all(isinstance(check, ColumnsCheck) for check in checks)
    assert {column for check in checks for column in check.columns} <= columns


@pytest.mark.parametrize("name", STANDARDS)
def test_a_row_of_examples_is_valid(name, tmp_path):
    schema = named_schema(name)

    result = validated(tmp_path, schema, example(schema))

    hints = [line for line in result.to_text().splitlines()[1:] if not line.startswith("提示：")]
    assert (result.verdict, hints) == ("valid", [])


@pytest.mark.parametrize("name", STANDARDS)
def test_a_row_without_its_required_values_is_not(name, tmp_path):
    schema = named_schema(name)
    required = [f["title"] for f in schema["fields"] if f.get("constraints", {}).get("required")]
    emptied = example(schema) | dict.fromkeys(required[1:] or required, "")

    result = validated(tmp_path, schema, example(schema), emptied)

    assert result.verdict == "invalid"
    assert all(f"第 3 行“{title}”" in result.to_text() for title in required[1:])


@pytest.mark.parametrize("name", STANDARDS)
def test_a_code_that_is_in_no_list_is_told(name, tmp_path):
    schema = named_schema(name)
    listed = [f["title"] for f in schema["fields"] if "ankang:code_list" in f]

    result = validated(
        tmp_path, schema, example(schema), example(schema) | dict.fromkeys(listed, "没有的值")
    )

    told = [e["fieldName"] for e in result.report["tasks"][0]["errors"] if e["type"] == "code-list"]
    assert sorted(told) == sorted(listed)


@pytest.mark.parametrize(
    ("name", "file"), [("townships", "towns.csv"), ("villages", "villages.csv")]
)
def test_the_real_divisions_are_valid_under_the_headers_of_their_source(name, file):
    result = validate_table(ROWS / "divisions" / file, schema=named_schema(name))

    assert result.to_text().startswith("通过")


def test_a_header_that_is_an_alias_is_taken_for_the_column(tmp_path):
    schema = named_schema("townships")
    row = {"乡镇代码": "610902001", "乡镇名称": "老城街道", "所属县区代码": "610928"}

    result = validated(tmp_path, schema, row)

    assert [e["fieldName"] for e in result.report["tasks"][0]["errors"]] == [
        "所属县区代码",
        "乡镇代码",
    ]


def test_a_missing_required_column_is_named_and_an_extra_one_noted(tmp_path):
    row = {"行政区划代码": "610902001", "县区代码": "610902", "面积": "12"}

    result = validated(tmp_path, named_schema("townships"), row)

    assert "乡镇（街道）名称" in result.sentence
    assert [note["column"] for note in result.facts["notes"]] == ["面积"]


def test_an_optional_column_that_is_not_there_is_not_missed(tmp_path):
    row = {"行政区划代码": "610902001", "乡镇（街道）名称": "老城街道", "县区代码": "610902"}

    assert validated(tmp_path, named_schema("townships"), row).verdict == "valid"
