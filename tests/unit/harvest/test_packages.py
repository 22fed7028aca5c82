"""From record to package."""

from pathlib import Path

from ckanext.ankang.harvest.packages import (
    Origin,
    package,
    package_id,
    resource_id,
    review_item,
    transformed,
    with_additions,
)
from harvesters.records import Attachment, Record, Text

FILE = Attachment("名录.xlsx", "XLSX", Path("x"), 3, "abc")


def record(**changes):
    content = {
        "source": "s",
        "identifier": "1",
        "type": "dataset",
        "fields": {"title": "名录", "tags": ["乡镇", "街道"]},
        "attachments": (FILE,),
    }
    return Record(**{**content, **changes})


ORIGIN = Origin("s", "某局", "1")


def made_of(found, versions):
    return package(transformed(found), "minglu", ORIGIN, versions)


def test_ids_come_from_source_and_identifier():
    assert package_id("s", "1") == package_id("s", "1")
    assert len({package_id("s", "1"), package_id("s", "2"), package_id("t", "1")}) == 3


def test_a_package_names_its_source_and_the_version_of_each_file():
    made = made_of(record(), {"abc": "v1"})

    assert (made["source_name"], made["source_identifier"]) == ("某局", "1")
    assert made["tag_string"] == "乡镇,街道"
    assert [(r["name"], r["version_id"]) for r in made["resources"]] == [("名录.xlsx", "v1")]


def test_the_schema_that_a_source_names_is_said_of_its_files():
    found = record(fields={"title": "名录", "table_schema": "townships"})

    made = made_of(found, {"abc": "v1"})

    assert "table_schema" not in made
    assert [r["table_schema"] for r in made["resources"]] == ["townships"]


def test_a_document_takes_its_text_to_review():
    found = record(type="document", paragraphs=("第一条",))

    item = review_item(transformed(found), made_of(found, {"abc": "v1"}), "s")

    assert item["document"] == {"version_id": "v1", "paragraphs": ["第一条"]}


def test_several_texts_go_to_review_each_with_its_own_file():
    old = Text(("第一条 旧。",), day_from="2001-01-01", name="旧.md", format="MD", page=b"x")
    new = Text(("第一条 新。",), day_from="2024-12-01", name="新.md", format="MD", page=b"y")
    second = Attachment("新.md", "MD", Path("y"), 1, "def")
    found = record(type="document", texts=(old, new), attachments=(FILE, second))

    item = review_item(transformed(found), made_of(found, {"abc": "v1", "def": "v2"}), "s")

    assert item["document"]["texts"] == [
        {"paragraphs": ["第一条 旧。"], "day_from": "2001-01-01", "version_id": "v1"},
        {"paragraphs": ["第一条 新。"], "day_from": "2024-12-01", "version_id": "v2"},
    ]


def test_a_text_that_changed_changes_the_record():
    old, new = (record(texts=(Text((words,)),)) for words in ("旧", "新"))

    assert old.content_hash != new.content_hash


def test_what_the_department_added_stays_and_what_the_source_gave_no_more_goes():
    public = {
        "title": "旧名",
        "notes": "来源曾经给出",
        "contact_phone": "部门补充",
        "tags": [{"name": "旧"}],
        "withdrawn": "2026-11-01",
        "resources": [
            {"id": resource_id("s", "1", 0), "name": "旧.xlsx", "description": "部门补充"},
            {"id": resource_id("s", "1", 1), "name": "来源不再提供.xlsx"},
            {"id": "own", "name": "部门自己的.csv"},
        ],
    }

    made = with_additions(
        made_of(record(), {"abc": "v1"}),
        public,
        given=["title", "notes", "tags"],
        own=[resource_id("s", "1", n) for n in range(2)],
    )

    assert (made["title"], made["contact_phone"]) == ("名录", "部门补充")
    assert made.keys().isdisjoint({"notes", "tags", "withdrawn"})
    assert [r["name"] for r in made["resources"]] == ["名录.xlsx", "部门自己的.csv"]
    assert made["resources"][0]["description"] == "部门补充"
