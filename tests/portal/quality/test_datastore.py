"""Publishing a valid version asks for its table, and the job makes it, again and again."""

import uuid

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from ckanext.ankang.quality import publication, work


class Job:
    id, attempt, cancelled = "test", 1, False

    def progress(self, done, total=None, note=""):
        """Nobody watches."""


def search(resource, **question):
    return helpers.call_action("datastore_search", resource_id=resource["id"], **question)


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
    publication.apply([item(resource, version)])
    key = f"quality.load {version['id']}"
    asked = sa.text("SELECT payload FROM ankang_job WHERE key = :key")
    found = model.Session.scalar(asked, {"key": key})
    assert found == {"resource_id": resource["id"], "version_id": version["id"]}


def test_a_published_version_says_its_verdict_before_its_table_is_loaded(
    hand_in, publish, resource
):
    publish(hand_in("编号,名称\n1,旬阳县\n"), loaded=False)
    shown = helpers.call_action("resource_show", id=resource["id"])
    assert (shown.get("validation_status"), shown.get("datastore_active")) == ("valid", False)
