"""What people write through core's actions is a revision; what is public stays as it is."""

import json
from uuid import uuid4

import pytest
from ckan import model
from ckan.tests.helpers import call_action


def seen(public):
    """What everybody sees of it."""
    return call_action("package_show", {"ignore_auth": False, "user": ""}, id=public["id"])


def by_package_update(api, public, **said):
    return api("package_update", **{**public, "notes": "改过", **said})


def by_package_patch(api, public, **said):
    return api("package_patch", id=public["id"], notes="改过", **said)


def by_package_revise(api, public, **said):
    return api("package_revise", match={"id": public["id"]}, update={"notes": "改过", **said})


def by_resource_create(api, public, **said):
    return api(
        "resource_create", package_id=public["id"], url="https://example.com/2", name="二", **said
    )


def by_resource_update(api, public, **said):
    return api("resource_update", **{**public["resources"][0], "name": "改过", **said})


def by_resource_patch(api, public, **said):
    return api("resource_patch", id=public["resources"][0]["id"], name="改过", **said)


def by_resource_delete(api, public, **said):
    return api("resource_delete", id=public["resources"][0]["id"], **said)


DOORS = [
    by_package_update,
    by_package_patch,
    by_package_revise,
    by_resource_create,
    by_resource_update,
    by_resource_patch,
    by_resource_delete,
]


@pytest.mark.parametrize("door", DOORS)
def test_a_write_to_what_is_public_is_a_revision(door, api, public):
    before = seen(public)
    status, answer = door(api, public)
    assert status == 200, answer
    revision = answer.get("package", answer)["ankang_revision"]
    assert revision["state"] == "draft"
    assert seen(public) == before
    stored = call_action("ankang_revision_show", id=revision["id"])
    assert stored["package_id"] == public["id"]


@pytest.mark.parametrize("door", [by_package_patch, by_package_revise, by_resource_patch])
def test_a_second_write_of_the_same_person_adds_to_the_first(door, api, public):
    api("package_patch", id=public["id"], region="610902")
    status, answer = door(api, public)
    assert status == 200, answer
    revision = call_action(
        "ankang_revision_show", id=answer.get("package", answer)["ankang_revision"]["id"]
    )
    assert revision["content"]["region"] == "610902"
    assert "改过" in json.dumps(revision["content"], ensure_ascii=False)


@pytest.mark.parametrize("door", DOORS)
def test_a_write_over_somebody_else_s_revision_is_refused_with_the_difference(
    door, api, public, second_clerk
):
    api("package_patch", second_clerk, id=public["id"], notes="同事先改的")
    status, error = door(api, public)
    assert status == 409, error
    assert error["theirs"]["notes"] == "同事先改的"
    assert error["fields"]


def test_a_package_created_by_token_is_a_draft_and_no_row(api, complete_package, people):
    sent = complete_package(owner_org=people.ours["id"])
    status, answer = api("package_create", **sent)
    assert (status, answer["title"]) == (200, sent["title"])
    assert answer["ankang_revision"]["state"] == "draft"
    assert model.Package.get(answer["id"]) is None

    status, shown = api("package_show", id=answer["id"])
    assert (status, shown["ankang_revision"]) == (200, answer["ankang_revision"])
    assert api("package_show", people.member, id=answer["id"])[0] == 404
    assert api("package_show", people.stranger, id=answer["name"])[0] == 404


def test_what_core_would_refuse_is_refused(api, people, complete_package):
    status, error = api("package_create", title="只有名称", owner_org=people.ours["id"])
    assert status == 409
    assert "theme" in error
    sent = complete_package(owner_org=people.ours["id"], theme="没有这个主题")
    assert "theme" in api("package_create", **sent)[1]


def test_nobody_creates_in_another_department(api, people, complete_package):
    sent = complete_package(owner_org=people.theirs["id"])
    assert api("package_create", **sent)[0] == 403


def test_an_upload_through_resource_create_is_a_version_of_the_draft(
    api, people, complete_package, send
):
    created = api("package_create", **complete_package(owner_org=people.ours["id"]))[1]
    status, resource = api(
        "resource_create", package_id=created["id"], name="线路", files={"upload": send()}
    )
    assert status == 200, resource
    (version,) = call_action("ankang_file_version_list", resource_id=resource["id"])
    assert resource["version_id"] == version["id"]
    status, patched = api("resource_patch", id=resource["id"], files={"upload": send(b"a\n1\n")})
    assert (status, patched["version_id"] != version["id"]) == (200, True)
    assert api("resource_show", id=resource["id"])[1]["version_id"] == patched["version_id"]
    assert api("resource_show", people.member, id=resource["id"])[0] == 404
    assert api("resource_delete", id=resource["id"])[0] == 200
    assert api("package_show", id=created["id"])[1]["resources"] == []


def test_a_writer_who_says_what_he_started_from_is_held_to_it(api, public):
    first = api("package_patch", id=public["id"], notes="一")[1]["ankang_revision"]
    api("package_patch", id=public["id"], notes="二")
    status, error = api("package_patch", id=public["id"], notes="三", edit=first["edit"])
    assert (status, error["theirs"]["notes"], error["yours"]["notes"]) == (409, "二", "三")
    header = {"If-Match": f'"{first["id"]}:{first["edit"]}"'}
    assert api("package_patch", headers=header, id=public["id"], notes="三")[0] == 409
    header = {"If-Match": f'"{first["id"]}:{error["edit"]}"'}
    assert api("package_patch", headers=header, id=public["id"], notes="三")[0] == 200


def test_a_dict_that_was_read_and_sent_back_carries_what_it_started_from(api, public, second_clerk):
    read = api("package_patch", id=public["id"], notes="一")[1]
    api("package_patch", id=public["id"], notes="二")
    assert api("package_update", **{**read, "title": "另"})[0] == 409


def test_a_base_that_is_no_longer_public_is_refused(api, public):
    status, error = api("package_patch", id=public["id"], notes="一", base_revision=str(uuid4()))
    assert status == 409
    assert error["base_revision"] is None


def test_what_only_machines_write_is_not_taken_from_people(api, public):
    resource = public["resources"][0]
    status, answer = api("resource_patch", id=resource["id"], hash="伪造", datastore_active=True)
    assert status == 200
    assert answer["ankang_revision"] is None
    assert call_action("ankang_revision_list", package_id=public["id"]) == []


def test_our_own_processes_pass(public):
    call_action("resource_patch", id=public["resources"][0]["id"], datastore_active=True)
    assert seen(public)["resources"][0]["datastore_active"] is True


def test_a_deleted_public_dataset_is_a_withdrawal_with_a_reason(api, public):
    assert api("package_delete", id=public["id"])[0] == 409
    status, answer = api("package_delete", id=public["id"], reason="数据有误，核实后重新发布")
    assert status == 200
    revision = call_action("ankang_revision_show", id=answer["ankang_revision"]["id"])
    assert (revision["kind"], revision["content"]["withdrawn_reason"]) == (
        "withdraw",
        "数据有误，核实后重新发布",
    )
    assert seen(public)["state"] == "active"
    assert api("package_patch", id=public["id"], notes="改")[0] == 409


def test_a_deleted_draft_is_dropped(api, people, complete_package):
    created = api("package_create", **complete_package(owner_org=people.ours["id"]))[1]
    assert api("package_delete", id=created["id"])[1]["ankang_revision"]["state"] == "dropped"
    assert api("package_show", id=created["id"])[0] == 404


def test_an_administrator_is_a_person_too(api, public, people):
    public_before = seen(public)
    status, answer = api("package_patch", people.admin, id=public["id"], notes="管理员改")
    assert (status, answer["ankang_revision"]["state"]) == (200, "draft")
    assert seen(public) == public_before


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_who_may_not_write_is_refused(api, public, people, who):
    assert api("package_patch", getattr(people, who), id=public["id"], notes="x")[0] == 403


def test_the_private_packages_of_before_stay_readable(api, people, complete_package):
    package = complete_package(owner_org=people.ours["id"], private=True)
    stored = call_action("package_create", **package)
    assert api("package_show", id=stored["id"])[1]["private"] is True
    status, answer = api("package_patch", id=stored["id"], title="改名")
    assert (status, answer["ankang_revision"]["state"]) == (200, "draft")
