"""What is public is changed by a case and by nothing else, administrators included."""

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action


@pytest.fixture
def as_admin():
    return {"ignore_auth": False, "user": factories.Sysadmin()["name"]}


def test_a_dataset_created_public_is_a_draft(as_admin, complete_package):
    package = complete_package(owner_org=factories.Organization()["id"], private=False)
    answer = call_action("package_create", {**as_admin}, **package)
    assert answer["ankang_revision"]["state"] == "draft"
    assert model.Package.get(package["id"]) is None


def test_a_private_dataset_is_not_made_public(as_admin, complete_package):
    package = complete_package(owner_org=factories.Organization()["id"], private=True)
    call_action("package_create", **package)
    call_action("package_patch", {**as_admin}, id=package["id"], private=False, title="改名")
    stored = model.Package.get(package["id"])
    assert (stored.private, stored.title) == (True, package["title"])


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("package_patch", lambda id_: {"id": id_, "title": "绕过"}),
        ("package_revise", lambda id_: {"match": {"id": id_}, "update": {"title": "绕过"}}),
        ("resource_create", lambda id_: {"package_id": id_, "url": "http://x.invalid/"}),
    ],
)
def test_a_published_dataset_is_not_changed_directly(
    as_admin, published_dataset, action, arguments
):
    """It becomes a revision, which only its case makes public."""
    answer = call_action(action, {**as_admin}, **arguments(published_dataset["id"]))
    assert answer.get("package", answer)["ankang_revision"]["state"] == "draft"
    shown = call_action("package_show", id=published_dataset["id"])
    assert (shown["title"], shown["resources"]) == (published_dataset["title"], [])


def test_nothing_is_made_public_in_bulk(as_admin, complete_package):
    package = complete_package(owner_org=factories.Organization()["id"], private=True)
    call_action("package_create", **package)
    with pytest.raises(tk.NotAuthorized, match="批量"):
        call_action(
            "bulk_update_public",
            {**as_admin},
            datasets=[package["id"]],
            org_id=package["owner_org"],
        )
    assert model.Package.get(package["id"]).private is True
