"""A valid version becomes a table, whole, again and again."""

import uuid

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from ckanext.ankang.quality import datastore, publication, work

SCHEMA = {
    "fields": [
        {"name": "mingcheng", "title": "名称", "type": "string", "description": "县区的名称"},
        {"name": "renkou", "title": "人口", "type": "integer", "unit": "人"},
        {"name": "riqi", "title": "日期", "type": "date"},
    ]
}
ROWS = [["旬阳市", "1", "2024-01-31"], ["紫阳\t县\n\\", None, ""]]


class Job:
    id, attempt, cancelled = "test", 1, False

    def progress(self, done, total=None, note=""):
        """Nobody watches."""


def search(resource, **question):
    return helpers.call_action("datastore_search", resource_id=resource["id"], **question)


@pytest.fixture
def loaded(resource):
    datastore.load(resource["id"], SCHEMA, ROWS)
    return resource


def test_rows_read_back_as_they_were(loaded):
    found = search(loaded)
    assert found["total"] == 2
    assert [list(r.values())[1:] for r in found["records"]] == [
        ["旬阳市", 1, "2024-01-31"],
        ["紫阳\t县\n\\", None, None],
    ]


def test_columns_carry_title_notes_and_unit(loaded):
    fields = helpers.call_action("datastore_info", id=loaded["id"])["fields"]
    infos = {f["id"]: f.get("info", {}) for f in fields}
    assert infos["mingcheng"] == {"label": "名称", "notes": "县区的名称"}
    assert infos["renkou"] == {"label": "人口", "unit": "人"}


def test_a_word_can_be_asked_for(loaded):
    assert search(loaded, q="旬阳市")["total"] == 1
    assert search(loaded, q="没有")["total"] == 0


def test_a_second_load_replaces_rows_and_columns(loaded):
    datastore.load(loaded["id"], {"fields": SCHEMA["fields"][:1]}, [["白河县"]])
    found = search(loaded)
    assert [f["id"] for f in found["fields"]] == ["_id", "mingcheng"]
    assert (found["total"], found["records"][0]["mingcheng"]) == (1, "白河县")


def test_a_load_that_breaks_leaves_the_old_table(loaded):
    def breaking():
        yield ["汉滨区", "2", "2024-01-01"]
        raise RuntimeError("killed")

    with pytest.raises(Exception, match="killed"):
        datastore.load(loaded["id"], SCHEMA, breaking())
    assert search(loaded)["total"] == 2


def test_the_public_reads_with_the_read_only_role(loaded, get):
    answer = get(f"/api/3/action/datastore_search?resource_id={loaded['id']}")
    assert answer.json["result"]["total"] == 2


@pytest.fixture
def accepted(published, resource):
    """A resource whose public version has a valid report."""
    helpers.call_action("ankang_validation_run", version_id=published["id"], wait=True)
    helpers.call_action("resource_patch", id=resource["id"], version_id=published["id"])
    return {"resource_id": resource["id"], "version_id": published["id"]}


def test_the_job_loads_and_tells_the_resource_twice_the_same(accepted):
    work.load(Job(), accepted)
    work.load(Job(), accepted)
    resource = helpers.call_action("resource_show", id=accepted["resource_id"])
    assert (resource["datastore_active"], resource["validation_status"]) == (True, "valid")
    assert int(resource["rows"]) == 1
    assert search(resource)["records"][0]["_id"] == 1
    schema = tk.h.ankang_table_schema(resource)
    assert [column["title"] for column in schema] == ["编号", "名称"]
    assert {column["type"] for column in schema} <= {"整数", "文本"}


def test_the_job_leaves_a_version_that_was_replaced(accepted):
    stale = {**accepted, "version_id": str(uuid.uuid4())}
    work.load(Job(), stale)
    resource = helpers.call_action("resource_show", id=accepted["resource_id"])
    assert not resource.get("datastore_active")


def item(resource, version):
    return {
        "package": {
            "id": resource["package_id"],
            "type": "dataset",
            "resources": [{**resource, "version_id": version["id"]}],
        }
    }


def test_a_version_without_a_report_may_not_be_published(resource, version):
    assert publication.reasons_against(item(resource, version)) == [
        "数据资源“线路”的文件还没有校验报告。请先校验。"
    ]


def test_a_valid_version_may_be_published_and_asks_for_its_table(resource, version):
    helpers.call_action("ankang_validation_run", version_id=version["id"], wait=True)
    assert publication.reasons_against(item(resource, version)) == []
    publication.apply(item(resource, version))
    key = f"quality.load {version['id']}"
    asked = sa.text("SELECT payload FROM ankang_job WHERE key = :key")
    found = model.Session.scalar(asked, {"key": key})
    assert found == {"resource_id": resource["id"], "version_id": version["id"]}
