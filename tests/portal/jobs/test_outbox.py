"""Changes are noted with their transaction and indexed after it, whatever Solr does."""

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.common import config
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.jobs import outbox
from ckanext.ankang.review import gate


@pytest.fixture
def dataset(complete_package):
    return call_action(
        "package_create", **complete_package(owner_org=factories.Organization()["id"])
    )


@pytest.fixture
def stopped_solr(monkeypatch):
    """A Solr address where nobody listens."""
    monkeypatch.setitem(config, "solr_url", "http://127.0.0.1:9/solr/ckan")


def _noted(package_id):
    with model.meta.engine.connect() as connection:
        query = sa.text("SELECT count(*) FROM ankang_outbox WHERE package_id = :id")
        return connection.execute(query, {"id": package_id}).scalar()


def _found(package_id):
    found = call_action("package_search", fq=f"id:{package_id}", include_private=True)
    return [package["title"] for package in found["results"]]


def test_a_new_dataset_is_noted_and_found_after_draining(dataset):
    assert _noted(dataset["id"])
    assert _found(dataset["id"]) == []
    outbox.drain()
    assert _found(dataset["id"]) == [dataset["title"]]
    assert _noted(dataset["id"]) == 0


def test_a_change_rolled_back_leaves_no_note(dataset):
    outbox.drain()
    model.Package.get(dataset["id"]).title = "没有提交"
    model.Session.flush()
    model.Session.rollback()
    assert _noted(dataset["id"]) == 0


def test_a_write_past_all_actions_is_noted(dataset):
    outbox.drain()
    with gate.allowed("test"):
        model.Package.get(dataset["id"]).title = "直接改名"
        model.Session.commit()
    outbox.drain()
    assert _found(dataset["id"]) == ["直接改名"]


@pytest.mark.parametrize("action", ["package_delete", "dataset_purge"])
def test_a_removed_dataset_is_no_longer_found(dataset, action):
    outbox.drain()
    call_action(action, id=dataset["id"])
    outbox.drain()
    assert _found(dataset["id"]) == []


def test_a_renamed_department_is_indexed_with_its_datasets(dataset):
    outbox.drain()
    call_action("organization_patch", id=dataset["owner_org"], title="改名后的局")
    assert _noted(dataset["id"])
    outbox.drain()


def test_a_stopped_solr_stops_no_dataset(dataset, stopped_solr, complete_package):
    package = complete_package(owner_org=dataset["owner_org"])
    dataset = call_action("package_create", **package)
    call_action("package_patch", id=dataset["id"], title="搜索停了也能改")
    assert call_action("package_show", id=dataset["id"])["title"] == "搜索停了也能改"
    with pytest.raises(outbox.IndexUnavailable):
        outbox.drain()
    assert _noted(dataset["id"])


def test_after_solr_comes_back_all_is_indexed(dataset, stopped_solr, monkeypatch):
    with pytest.raises(outbox.IndexUnavailable):
        outbox.drain()
    monkeypatch.undo()
    outbox.drain()
    assert _found(dataset["id"]) == [dataset["title"]]


def test_a_stale_index_entry_is_not_shown_as_truth(dataset):
    outbox.drain()
    call_action("package_patch", id=dataset["id"], title="比索引新")
    assert call_action("package_show", id=dataset["id"])["title"] == "比索引新"


def test_a_rebuild_of_the_index_works_at_once(dataset):
    from ckan.lib import search

    search.rebuild(dataset["id"])
    assert _found(dataset["id"]) == [dataset["title"]]
