"""The net under the gate: a public row written outside a case makes the commit fail, whoever wrote it."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.model.resource_view import ResourceView
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.review import gate


@pytest.fixture(autouse=True)
def undone():
    yield
    model.Session.rollback()


def _retitled(dataset, resource):
    model.Package.get(dataset["id"]).title = "绕过"


def _made_private(dataset, resource):
    model.Package.get(dataset["id"]).private = True


def _resource_changed(dataset, resource):
    model.Resource.get(resource["id"]).url = "https://x.invalid/"


def _resource_added(dataset, resource):
    added = model.Resource(package_id=dataset["id"], url="https://x.invalid/")
    added.position = 9
    model.Session.add(added)


def _resource_deleted(dataset, resource):
    model.Session.delete(model.Resource.get(resource["id"]))


def _into_a_theme(dataset, resource):
    theme = model.Session.query(model.Group).filter_by(type="group").first()
    model.Session.add(model.Member(table_name="package", table_id=dataset["id"], group=theme))


def _view_added(dataset, resource):
    model.Session.add(
        ResourceView(resource_id=resource["id"], title="绕过", view_type="text_view", order=0)
    )


def _tagged(dataset, resource):
    model.Package.get(dataset["id"]).add_tag_by_name(f"绕过{uuid4().hex[:6]}")


def _department_renamed(dataset, resource):
    model.Group.get(dataset["owner_org"]).title = f"绕过 {uuid4()}"


def _by_a_statement(dataset, resource):
    model.Session.query(model.Package).filter_by(id=dataset["id"]).update({"title": "绕过"})


def _by_sql(dataset, resource):
    statement = sa.text("UPDATE package SET title = '绕过' WHERE id = :id")
    model.Session.execute(statement, {"id": dataset["id"]})


WRITES = [
    _retitled, _made_private, _resource_changed, _resource_added, _resource_deleted, _into_a_theme,
    _view_added, _tagged, _department_renamed, _by_a_statement, _by_sql,
]  # fmt: skip


@pytest.fixture
def public(resource):
    factories.Group()
    return call_action("package_show", id=resource["package_id"])


@pytest.mark.parametrize("write", WRITES)
def test_a_public_row_is_not_changed_by_orm(public, resource, write):
    write(public, resource)
    with pytest.raises(tk.NotAuthorized, match="未经审核"):
        model.Session.commit()
    model.Session.rollback()
    assert call_action("package_show", id=public["id"]) == public


@pytest.mark.parametrize("write", WRITES)
def test_the_token_lets_it_through(public, resource, write):
    with gate.allowed("test"):
        write(public, resource)
    model.Session.commit()


def test_the_token_does_not_cover_what_was_written_before(public, resource):
    _retitled(public, resource)
    with gate.allowed("test"):
        pass
    with pytest.raises(tk.NotAuthorized, match="未经审核"):
        model.Session.commit()


def test_what_a_savepoint_took_back_is_forgiven(public, resource):
    savepoint = model.Session.begin_nested()
    _retitled(public, resource)
    model.Session.flush()
    savepoint.rollback()
    model.Session.commit()


def test_what_a_savepoint_kept_is_not(public, resource):
    with model.Session.begin_nested():
        _retitled(public, resource)
    with pytest.raises(tk.NotAuthorized, match="未经审核"):
        model.Session.commit()


def test_machines_write_their_own_fields(public, resource):
    row = model.Resource.get(resource["id"])
    row.extras = {**row.extras, "validation_status": "valid", "rows": 1}
    model.Session.commit()
    assert call_action("resource_show", id=resource["id"])["validation_status"] == "valid"


def test_a_private_package_is_nobody_s_business(complete_package):
    package = complete_package(private=True, owner_org=factories.Organization()["id"])
    call_action("package_create", **package)
    model.Package.get(package["id"]).title = "草稿"
    model.Session.commit()


def test_a_package_is_not_made_public_by_ignore_auth(complete_package):
    package = complete_package(owner_org=factories.Organization()["id"])
    with pytest.raises(tk.NotAuthorized, match="未经审核"):
        tk.get_action("package_create")({"ignore_auth": True, "user": ""}, package)
