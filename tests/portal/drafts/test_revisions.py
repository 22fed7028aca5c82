"""A draft: begun, saved, given files, seen by its writers alone."""

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.ankang.drafts.errors import RevisionConflict
from ckanext.ankang.quality import validations


def test_a_new_draft_makes_no_package(draft, people):
    assert (draft["state"], draft["edit"], draft["base"]) == ("draft", 1, None)
    assert draft["editors"] == [people.clerk["name"]]
    assert draft["content"]["owner_org"] == people.ours["id"]
    assert model.Package.get(draft["package_id"]) is None


def test_a_save_replaces_top_level_fields_and_counts(call, draft, people):
    saved = call(
        "ankang_revision_save",
        people.clerk,
        id=draft["id"],
        edit=1,
        content={"notes": "各条线路", "tag_string": "公交，线路", "title": "公交线路表"},
    )
    assert (saved["edit"], saved["title"]) == (2, "公交线路表")
    assert saved["content"]["tags"] == [{"name": "公交"}, {"name": "线路"}]


def test_what_is_emptied_is_gone(call, complete, people):
    saved = call(
        "ankang_revision_save",
        people.clerk,
        id=complete["id"],
        edit=complete["edit"],
        content={"theme": ""},
    )
    assert "theme" not in saved["content"]


def test_the_later_of_two_saves_is_refused_and_nothing_is_lost(call, draft, people):
    save = {"id": draft["id"], "edit": 1}
    call(
        "ankang_revision_save", people.clerk, **save, content={"notes": "甲", "theme": "transport"}
    )
    mine = {"notes": "乙", "region": "610902"}

    with pytest.raises(RevisionConflict) as refused:
        call("ankang_revision_save", people.clerk, **save, content=mine)

    said = refused.value.error_dict
    assert {f["field"]: f["conflict"] for f in said["fields"]} == {
        "notes": True,
        "theme": False,
        "region": False,
    }
    assert (said["base"].get("notes"), said["theirs"]["notes"], said["yours"]["notes"]) == (
        None,
        "甲",
        "乙",
    )
    again = call(
        "ankang_revision_save", people.clerk, id=draft["id"], edit=said["edit"], content=mine
    )
    assert again["content"]["notes"] == "乙"
    assert again["content"]["theme"] == "transport"


def test_the_portal_s_own_fields_are_not_taken_from_people(call, draft, people):
    forged = {"first_published": "1999-01-01", "id": "x", "type": "document", "state": "deleted"}
    saved = call(
        "ankang_revision_save",
        people.clerk,
        id=draft["id"],
        edit=1,
        content={**forged, "notes": "一"},
    )
    assert saved["content"] == {**draft["content"], "notes": "一"}


def test_a_file_becomes_a_version_of_a_new_resource(call, draft, people, send):
    added = call("ankang_revision_file_add", people.clerk, id=draft["id"], upload=send())
    (resource,) = added["content"]["resources"]
    assert resource == {
        "id": added["resource_id"],
        "name": "安康市公交线路",
        "format": "CSV",
        "version_id": added["version"]["id"],
    }
    assert model.Resource.get(resource["id"]) is None


def test_a_corrected_file_is_a_new_version_of_the_same_resource(call, draft, people, send):
    first = call("ankang_revision_file_add", people.clerk, id=draft["id"], upload=send())
    second = call(
        "ankang_revision_file_add",
        people.clerk,
        id=draft["id"],
        upload=send(b"a\n2\n", "b.csv"),
        resource_id=first["resource_id"],
    )
    (resource,) = second["content"]["resources"]
    assert (resource["name"], resource["version_id"]) == ("安康市公交线路", second["version"]["id"])
    assert second["version"]["number"] == 2


def test_a_version_of_another_resource_is_refused(call, draft, people, version):
    stolen = [{"name": "别人的", "version_id": version["id"]}]
    with pytest.raises(tk.ValidationError, match="文件版本不属于这个数据资源"):
        call(
            "ankang_revision_save",
            people.clerk,
            id=draft["id"],
            edit=1,
            content={"resources": stolen},
        )


def test_a_resource_of_another_dataset_is_refused(call, draft, people, resource):
    with pytest.raises(tk.ValidationError, match="另一个数据集"):
        call(
            "ankang_revision_save",
            people.clerk,
            id=draft["id"],
            edit=1,
            content={"resources": [{"id": resource["id"], "url": "https://example.com/"}]},
        )


def test_a_dropped_draft_is_gone_for_its_writers_too(call, draft, people):
    dropped = call("ankang_revision_drop", people.clerk, id=draft["id"])
    assert dropped["state"] == "dropped"
    with pytest.raises(tk.ObjectNotFound):
        call("ankang_revision_save", people.clerk, id=draft["id"], edit=1, content={"notes": "x"})
    assert call_action("ankang_revision_show", id=draft["id"])["content"] == draft["content"]


def test_a_change_of_a_public_dataset_begins_with_what_is_public(call, published_dataset, people):
    begun = call("ankang_revision_create", people.admin, package_id=published_dataset["name"])
    assert begun["package_id"] == published_dataset["id"]
    assert begun["content"]["title"] == published_dataset["title"]
    again = call("ankang_revision_create", people.admin, package_id=published_dataset["id"])
    assert again["id"] == begun["id"]


def test_a_preview_is_the_package_of_tomorrow_with_its_faults(call, draft, people):
    shown = call("ankang_revision_preview", people.clerk, id=draft["id"])
    assert shown["package"]["title"] == "公交线路"
    assert shown["package"]["private"] is False
    assert {"theme", "update_frequency", "openness"} <= set(shown["errors"])


def test_an_incomplete_draft_is_not_submitted(call, draft, people):
    with pytest.raises(tk.ValidationError) as refused:
        call("ankang_revision_submit", people.clerk, ids=[draft["id"]])
    assert "theme" in refused.value.error_dict["revisions"][draft["id"]]["errors"]
    assert call_action("ankang_revision_show", id=draft["id"])["state"] == "draft"


@pytest.mark.parametrize("who", ["member", "stranger", "second"])
def test_nobody_else_sees_a_draft(call, draft, people, second_clerk, who):
    person = second_clerk if who == "second" else getattr(people, who)
    for action in ("ankang_revision_show", "ankang_revision_preview", "ankang_revision_drop"):
        with pytest.raises(tk.ObjectNotFound):
            call(action, person, id=draft["id"])
    assert {one["created_by"] for one in call("ankang_revision_list", person)} <= {person["name"]}


def test_a_clerk_s_list_has_his_drafts(call, draft, people):
    listed = call("ankang_revision_list", people.clerk, mine=True)
    assert draft["id"] in [one["id"] for one in listed]
    assert "content" not in listed[0]


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_who_does_not_write_in_the_department_begins_nothing(call, people, who):
    with pytest.raises(tk.NotAuthorized):
        call("ankang_revision_create", getattr(people, who), owner_org=people.ours["id"])


def test_a_draft_s_file_is_held_to_the_standard_that_the_draft_names(call, draft, people, send):
    added = call("ankang_revision_file_add", people.clerk, id=draft["id"], upload=send())
    (resource,) = added["content"]["resources"]
    named = [{**resource, "table_schema": "townships"}]
    call(
        "ankang_revision_save",
        people.clerk,
        id=draft["id"],
        edit=added["edit"],
        content={"resources": named},
    )
    version = call_action("ankang_file_version_show", id=added["version"]["id"])

    validation = validations.run(version)

    assert validation.facts["schema_source"] == {"kind": "named", "name": "townships"}
    shown = call("ankang_revision_resource_show", people.clerk, id=resource["id"])
    assert shown == named[0]
    with pytest.raises(tk.ObjectNotFound):
        call("ankang_revision_resource_show", people.member, id=resource["id"])


def test_columns_of_a_draft_s_file_are_described_before_it_has_a_row(call, draft, people, send):
    added = call("ankang_revision_file_add", people.clerk, id=draft["id"], upload=send())
    version = call_action("ankang_file_version_show", id=added["version"]["id"])
    validations.run(version)
    asked = {"resource_id": added["resource_id"]}

    (column, *_rest) = call("ankang_column_list", people.clerk, **asked)["columns"]
    saved = call(
        "ankang_column_update",
        people.clerk,
        column_id=column["id"],
        base_revision=column["revision"],
        description="线路的编号",
        **asked,
    )

    assert saved["values"]["description"] == "线路的编号"
    with pytest.raises(tk.NotAuthorized):
        call("ankang_column_list", people.member, **asked)


def test_a_leaver_s_drafts_go_on_with_a_colleague(call, draft, people, second_clerk):
    asked = {"person": people.clerk["name"], "to": second_clerk["name"]}
    with pytest.raises(tk.NotAuthorized):
        call("ankang_revision_hand_over", people.clerk, **asked)
    handed = call("ankang_revision_hand_over", people.admin, **asked)
    assert draft["id"] in [one["id"] for one in handed]
    shown = call("ankang_revision_show", second_clerk, id=draft["id"])
    assert shown["editors"] == [people.clerk["name"], second_clerk["name"]]
