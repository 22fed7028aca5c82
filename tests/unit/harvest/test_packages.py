"""From record to package."""

from pathlib import Path

from ckanext.ankang.harvest.packages import package, package_id, review_item
from harvesters.records import Attachment, Record

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
