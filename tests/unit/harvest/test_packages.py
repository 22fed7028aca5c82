"""From record to package."""

from pathlib import Path

from ckanext.ankang.harvest.packages import package, package_id, review_item
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


def test_ids_come_from_source_and_identifier():
    assert package_id("s", "1") == package_id("s", "1")
    assert len({package_id("s", "1"), package_id("s", "2"), package_id("t", "1")}) == 3


def test_a_package_names_its_source_and_the_version_of_each_file():
    made = package(record(), "minglu", "某局", {"abc": "v1"})

    assert (made["source_name"], made["source_identifier"]) == ("某局", "1")
    assert made["tag_string"] == "乡镇,街道"
    assert [(r["name"], r["version_id"]) for r in made["resources"]] == [("名录.xlsx", "v1")]


def test_the_schema_that_a_source_names_is_said_of_its_files():
    found = record(fields={"title": "名录", "table_schema": "townships"})

    made = package(found, "minglu", "某局", {"abc": "v1"})

    assert "table_schema" not in made
    assert [r["table_schema"] for r in made["resources"]] == ["townships"]


def test_a_document_takes_its_text_to_review():
    found = record(type="document", paragraphs=("第一条",))

    item = review_item(found, package(found, "n", "某局", {"abc": "v1"}))

    assert item["document"] == {"version_id": "v1", "paragraphs": ["第一条"]}


def test_several_texts_go_to_review_each_with_its_own_file():
    old = Text(("第一条 旧。",), day_from="2001-01-01", name="旧.md", format="MD", page=b"x")
    new = Text(("第一条 新。",), day_from="2024-12-01", name="新.md", format="MD", page=b"y")
    second = Attachment("新.md", "MD", Path("y"), 1, "def")
    found = record(type="document", texts=(old, new), attachments=(FILE, second))

    item = review_item(found, package(found, "n", "某局", {"abc": "v1", "def": "v2"}))

    assert item["document"]["texts"] == [
        {"paragraphs": ["第一条 旧。"], "day_from": "2001-01-01", "version_id": "v1"},
        {"paragraphs": ["第一条 新。"], "day_from": "2024-12-01", "version_id": "v2"},
    ]


def test_a_text_that_changed_changes_the_record():
    old, new = (record(texts=(Text((words,)),)) for words in ("旧", "新"))

    assert old.content_hash != new.content_hash
