"""Core's upload, through each of its doors, is a new version and never an overwrite."""

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import helpers

from ckanext.ankang.files import storage, versions

FIRST, SECOND = "编号\n1\n".encode(), "编号\n2\n".encode()


def by_resource_update(resource, upload):
    helpers.call_action("resource_update", **{**resource, "upload": upload})


def by_resource_patch(resource, upload):
    helpers.call_action("resource_patch", id=resource["id"], upload=upload)


def by_package_update(resource, upload):
    package = helpers.call_action("package_show", id=resource["package_id"])
    package["resources"][0]["upload"] = upload
    helpers.call_action("package_update", **package)


def by_package_revise(resource, upload):
    helpers.call_action(
        "package_revise",
        match={"id": resource["package_id"]},
        update__resources__0={"upload": upload},
    )


DOORS = [by_resource_update, by_resource_patch, by_package_update, by_package_revise]


def listed(resource):
    return helpers.call_action("ankang_file_version_list", resource_id=resource["id"])


@pytest.mark.parametrize("door", DOORS)
def test_two_uploads_leave_two_versions_byte_identical(door, resource, send):
    door(resource, send(FIRST, "一.csv"))
    door(resource, send(SECOND, "二.csv"))
    second, first = listed(resource)
    assert storage.version_path(first["id"]).read_bytes() == FIRST
    assert storage.version_path(second["id"]).read_bytes() == SECOND
    assert (first["name"], second["name"]) == ("一.csv", "二.csv")
    assert (first["published"], second["published"]) == (None, None)


def test_a_new_resource_with_an_upload_shows_no_download_yet(resource, send):
    created = helpers.call_action(
        "resource_create", package_id=resource["package_id"], name="新", upload=send()
    )
    assert (created["url"], created["url_type"]) == ("", "ankang_version")
    assert [v["number"] for v in listed(created)] == [1]


@pytest.mark.parametrize("door", DOORS)
def test_an_upload_to_a_public_resource_keeps_the_public_file(door, published, resource, send):
    shown = {"url": published["url"], "url_type": "ankang_version", "version_id": published["id"]}
    resource = helpers.call_action("resource_patch", id=resource["id"], **shown)
    door(resource, send(SECOND, "新的.csv"))
    after = helpers.call_action("resource_show", id=resource["id"])
    assert {field: after[field] for field in shown} == shown
    waiting = listed(resource)[0]
    assert (waiting["name"], waiting["published"]) == ("新的.csv", None)


def test_the_form_makes_a_version_of_the_person_who_sent_it(resource, people, send, app):
    # What is public already changes through the review only (review/gate.py).
    helpers.call_action("package_patch", id=resource["package_id"], private=True)
    answer = app.post(
        f"/dataset/{resource['package_id']}/resource/{resource['id']}/edit",
        data={"id": resource["id"], "name": "线路", "url": "x.csv", "upload": send(), "save": ""},
        headers={"Authorization": people.admin["token"]},
        follow_redirects=False,
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    (version,) = listed(resource)
    row = model.Session.get(versions.FileVersion, version["id"])
    assert (version["name"], row.created_by) == ("安康市公交线路.csv", people.admin["name"])


def test_clearing_an_upload_keeps_its_bytes(resource, send):
    by_resource_patch(resource, send(FIRST))
    helpers.call_action(
        "resource_patch", id=resource["id"], clear_upload="true", url="https://example.com/"
    )
    (version,) = listed(resource)
    assert storage.version_path(version["id"]).read_bytes() == FIRST


def test_an_empty_upload_is_refused_in_the_form_s_words(resource, send):
    with pytest.raises(tk.ValidationError) as refused:
        by_resource_patch(resource, send(b"", "空.csv"))
    assert "空.csv" in str(refused.value.error_dict)


def test_a_stored_file_is_shown_where_the_portal_answers_now(resource, published):
    """A restore under another port, or a new address, must not leave old links behind."""
    shown = {"url": published["url"], "url_type": "ankang_version", "version_id": published["id"]}
    helpers.call_action("resource_patch", id=resource["id"], **shown)

    with helpers.changed_config("ckan.site_url", "https://data.example"):
        now = helpers.call_action("resource_show", id=resource["id"])
        packages = helpers.call_action("package_show", id=resource["package_id"])["resources"]

    assert now["url"].startswith(f"https://data.example/version/{published['id']}/")
    assert packages[0]["url"] == now["url"]


def test_a_link_elsewhere_is_left_as_it_is(resource):
    link = "https://elsewhere.example/version/1/a.csv"
    helpers.call_action("resource_patch", id=resource["id"], url=link, url_type="")

    shown = helpers.call_action("resource_show", id=resource["id"])

    assert shown["url"] == link
