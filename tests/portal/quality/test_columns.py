"""Columns keep their ids, renames are confirmed by a person, descriptions by their publisher."""

import threading

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.ankang.quality import publication
from ckanext.ankang.quality.columns import binding as register
from ckanext.ankang.quality.columns import editor

from .conftest import load, validate

FIRST = "编号,名称\nA1,一路\nA2,二路\n"
RENAMED = "编号,线路名称\nA1,一路\nA2,二路\n"


def ids(version):
    fields = call_action("ankang_validation_show", version_id=version["id"])["schema"]["fields"]
    return {field["title"]: field["name"] for field in fields}


def loaded_ids(resource):
    fields = call_action("datastore_info", id=resource["id"])["fields"]
    return [field["id"] for field in fields if field["id"] != "_id"]


def rename(resource, context=None, **changes):
    said = {"old_title": "名称", "new_title": "线路名称", "renamed": True, **changes}
    return call_action("ankang_column_rename", context, resource_id=resource["id"], **said)


def save(resource, column_id, base=0, context=None, **said):
    said = {"column_id": column_id, "base_revision": base, **said}
    return call_action("ankang_column_update", context, resource_id=resource["id"], **said)


@pytest.fixture
def public(hand_in, publish):
    """A public version with the columns 编号 and 名称."""
    version = hand_in(FIRST)
    publish(version)
    return version


def test_a_published_version_enters_its_columns(public, resource):
    assert [(c.id, c.title, c.first, c.last) for c in register.of(resource["id"])] == [
        ("bian_hao", "编号", 1, 1),
        ("ming_cheng", "名称", 1, 1),
    ]


def test_a_vanished_id_is_not_given_to_another_column_and_comes_back_with_its_title(
    public, hand_in, publish
):
    second = hand_in("编号,明称\nA1,甲\n")
    publish(second)
    third = hand_in("编号,名称,明称\nA1,甲,乙\n")

    assert ids(second)["明称"] == "ming_cheng_2"
    assert ids(third) == {"编号": "bian_hao", "名称": "ming_cheng", "明称": "ming_cheng_2"}


def test_a_version_read_before_another_was_published_gets_the_registers_ids(
    hand_in, publish, resource
):
    early, late = hand_in(FIRST), hand_in("明称,编号\n甲,A1\n")
    publish(early)
    assert ids(late)["明称"] == "ming_cheng"

    publication.take_over(resource["id"], late["id"])

    asked = sa.text("SELECT kind FROM ankang_job WHERE key = :key AND state = 'waiting'")
    assert model.Session.scalar(asked, {"key": late["id"]}) == "quality.validate"
    validate(late)
    assert ids(late)["明称"] == "ming_cheng_2"


def test_publications_at_once_never_give_one_title_two_ids(resource):
    start, bound = threading.Barrier(4), []

    def bind(number):
        start.wait()
        try:
            ids = {"编号": "bian_hao" if number % 2 else "bianhao", "名称": "ming_cheng"}
            bound.append(register.bind(resource["id"], ids, number))
            model.Session.commit()
        finally:
            model.Session.remove()

    threads = [threading.Thread(target=bind, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    titles = [column.title for column in register.of(resource["id"])]
    assert sorted(titles) == ["名称", "编号"]
    assert sorted(bound) == [False, False, True, True]


def test_a_likely_rename_is_asked_and_the_old_id_is_not_taken_meanwhile(public, hand_in, resource):
    version = hand_in(RENAMED)

    listed = call_action("ankang_column_list", resource_id=resource["id"])

    assert ids(version)["线路名称"] == "xian_lu_ming_cheng"
    proposal = {"id": "ming_cheng", "old": "名称", "new": "线路名称"}
    assert [proposal.items() <= one.items() for one in listed["proposals"]] == [True]
    changes = [(one["change"], one["title"]) for one in listed["schema_changes"]]
    assert changes == [("removed", "名称"), ("added", "线路名称")]


def test_a_confirmed_rename_keeps_the_id(public, hand_in, publish, resource):
    version = hand_in(RENAMED)

    listed = rename(resource)
    validate(version)
    publish(version)

    assert listed["proposals"] == []
    assert loaded_ids(resource) == ["bian_hao", "ming_cheng"]
    changes = call_action("ankang_validation_show", version_id=version["id"])["facts"]
    assert [one["change"] for one in changes["schema_changes"]] == ["renamed"]


def test_a_refused_rename_is_another_column_and_not_asked_again(public, hand_in, resource):
    version = hand_in(RENAMED)

    listed = rename(resource, renamed=False)
    validate(version)

    assert listed["proposals"] == []
    assert ids(version)["线路名称"] == "xian_lu_ming_cheng"


def test_a_rename_confirmed_after_publication_gives_the_old_id_back(
    public, hand_in, publish, resource, people
):
    version = hand_in(RENAMED)
    publish(version)
    assert loaded_ids(resource) == ["bian_hao", "xian_lu_ming_cheng"]

    rename(resource, {"user": people.admin["name"]})
    validate(version)
    load(version)

    assert loaded_ids(resource) == ["bian_hao", "ming_cheng"]
    retired = [column.id for column in register.of(resource["id"]) if column.retired]
    assert retired == ["xian_lu_ming_cheng"]
    assert ids(hand_in("编号,xian lu ming cheng\nA1,甲\n"))["xian lu ming cheng"].endswith("_2")


@pytest.mark.parametrize("when", ["before publication", "after publication"])
def test_a_decision_can_be_taken_back(when, public, hand_in, publish, resource, people):
    version = hand_in(RENAMED)
    if when == "after publication":
        publish(version)
    before = register.of(resource["id"])
    reviewer = {"user": people.admin["name"]}
    decision = rename(resource, reviewer)["decisions"][0]

    said = {"resource_id": resource["id"], "id": decision["id"]}
    listed = call_action("ankang_column_rename_undo", reviewer, **said)

    assert register.of(resource["id"]) == before
    assert [one["new"] for one in listed["proposals"]] == ["线路名称"]
    with pytest.raises(tk.ObjectNotFound):
        call_action("ankang_column_rename_undo", resource_id=resource["id"], id=decision["id"])


def test_only_a_vanished_and_a_new_column_can_be_a_rename(public, hand_in, resource):
    hand_in(RENAMED)

    with pytest.raises(tk.ValidationError) as caught:
        rename(resource, old_title="编号")

    assert "消失的列：名称；新出现的列：线路名称" in caught.value.error_dict["new_title"][0]


def test_what_is_confirmed_is_the_schema_of_the_next_validation_and_load(
    hand_in, publish, resource
):
    version = hand_in("编号,客流\nA1,12\nA2,7\n")
    said = {"title": "日客流", "description": "每日乘客数", "unit": "人次", "required": True}

    column = save(resource, "ke_liu", **said)
    validate(version)
    publish(version)

    assert (column["confirmed"], column["revision"]) == (True, 1)
    infos = {
        f["id"]: f.get("info") for f in call_action("datastore_info", id=resource["id"])["fields"]
    }
    assert infos["ke_liu"] == {"label": "日客流", "notes": "每日乘客数", "unit": "人次"}
    shown = call_action("resource_show", id=resource["id"])
    entry = tk.h.ankang_table_schema(shown)[1]
    assert (entry["unit"], entry["description"], entry["required"]) == ("人次", "每日乘客数", True)
    assert tk.h.ankang_schema_source(shown) == "已确认"
    assert ids(hand_in("客流,编号\n3,A1\n")) == {"日客流": "ke_liu", "编号": "bian_hao"}


def test_a_confirmed_rule_faults_the_rows_that_break_it(hand_in, resource):
    version = hand_in("县区,户数\n旬阳市,1\n旬阴市,2\n")
    save(resource, "xian_qu", code_list="divisions")

    validate(version)

    found = call_action("ankang_validation_show", version_id=version["id"])
    assert found["verdict"] == "invalid"
    assert found["sentence"].startswith("第 3 行“县区”是“旬阴市”")


def test_a_version_keeps_the_schema_that_was_found_then(hand_in, resource):
    version = hand_in(FIRST)
    before = call_action("ankang_validation_show", version_id=version["id"])

    save(resource, "ming_cheng", description="线路的名称")
    validate(version)

    stored = model.Session.execute(
        sa.text("SELECT schema FROM ankang_validation WHERE id = :id"), {"id": before["id"]}
    ).scalar()
    assert stored == before["schema"]


def test_saving_asks_for_one_validation_of_the_newest_version(hand_in, resource):
    version = hand_in(FIRST)

    save(resource, "ming_cheng", description="线路的名称")
    save(resource, "bian_hao", description="线路的编号")

    asked = sa.text("SELECT count(*) FROM ankang_job WHERE key = :key AND state = 'waiting'")
    assert model.Session.scalar(asked, {"key": version["id"]}) == 1


def test_the_later_of_two_editors_is_refused_and_told_the_others_value(hand_in, resource, people):
    hand_in(FIRST)
    save(resource, "ming_cheng", context={"user": people.clerk["name"]}, description="线路的名称")

    with pytest.raises(tk.ValidationError) as caught:
        save(resource, "ming_cheng", description="别的说明")

    sentence = caught.value.error_dict["base_revision"][0]
    assert "说明：线路的名称" in sentence
    assert (people.clerk["fullname"] or people.clerk["name"]) in sentence


def test_undoing_goes_back_step_by_step_and_history_stays(hand_in, resource):
    hand_in(FIRST)
    for base, words in enumerate(["第一次", "第二次"]):
        save(resource, "ming_cheng", base, description=words)

    def undo(base):
        said = {"resource_id": resource["id"], "column_id": "ming_cheng", "base_revision": base}
        return call_action("ankang_column_undo", **said)

    assert undo(2)["values"]["description"] == "第一次"
    last = undo(3)
    assert (last["values"]["description"], last["confirmed"], last["undoable"]) == (
        "",
        False,
        False,
    )
    with pytest.raises(tk.ValidationError, match="没有可以撤销"):
        undo(4)
    kept = sa.text("SELECT count(*) FROM ankang_table_schema WHERE resource_id = :id")
    assert model.Session.scalar(kept, {"id": resource["id"]}) == 4


def test_what_is_not_given_stays_and_what_is_wrong_is_told_by_field(hand_in, resource):
    hand_in(FIRST)
    save(resource, "ming_cheng", description="线路的名称", unit="条")

    column = save(resource, "ming_cheng", 1, unit="")
    assert column["values"]["description"] == "线路的名称"
    with pytest.raises(tk.ValidationError) as caught:
        save(resource, "ming_cheng", 2, type="钱", unit="很长的单位" * 9)
    assert set(caught.value.error_dict) == {"type", "unit"}


def test_a_resource_that_names_a_schema_is_held_to_it(resource, hand_in):
    call_action("resource_patch", id=resource["id"], table_schema="townships")

    version = hand_in(FIRST)

    found = call_action("ankang_validation_show", version_id=version["id"])
    assert found["verdict"] == "invalid"
    assert found["facts"]["schema_source"] == {"kind": "named", "name": "townships"}
    with pytest.raises(tk.ValidationError, match="乡镇（街道）名录"):
        save(resource, "ming_cheng", description="线路的名称")


def test_a_schema_that_does_not_exist_is_refused_with_those_that_do(resource, version):
    with pytest.raises(tk.ValidationError, match="townships"):
        call_action("resource_patch", id=resource["id"], table_schema="没有")
    with pytest.raises(tk.ValidationError, match="townships"):
        call_action(
            "ankang_validation_run", version_id=version["id"], table_schema="没有", wait=True
        )


WRITES = {
    "ankang_column_update": {"column_id": "ming_cheng", "base_revision": 0, "description": "说明"},
    "ankang_column_undo": {"column_id": "ming_cheng", "base_revision": 1},
    "ankang_column_rename": {"old_title": "名称", "new_title": "线路名称", "renamed": True},
    "ankang_column_rename_undo": {"id": "x"},
    "ankang_column_suggest": {},
}


@pytest.mark.parametrize(
    ("who", "may"),
    [("clerk", True), ("admin", True), ("member", False), ("stranger", False), ("nobody", False)],
)
@pytest.mark.parametrize("action", WRITES)
def test_columns_are_described_by_their_department_alone(who, may, action, resource, people):
    person = getattr(people, who)
    context = {"user": person["name"] if person else "", "auth_user_obj": None}

    if may:
        assert tk.check_access(action, context, {"resource_id": resource["id"]})
    else:
        with pytest.raises(tk.NotAuthorized):
            call_action(
                action,
                {**context, "ignore_auth": False},
                resource_id=resource["id"],
                **WRITES[action],
            )


@pytest.mark.parametrize(
    ("who", "sees"),
    [("clerk", True), ("admin", True), ("member", False), ("stranger", False), ("nobody", False)],
)
def test_what_waits_is_seen_by_those_who_edit(who, sees, public, hand_in, resource, people, get):
    hand_in(RENAMED)
    save(resource, "bian_hao", description="还没公开的说明")

    answer = get(
        f"/api/3/action/ankang_column_list?resource_id={resource['id']}", getattr(people, who)
    )

    assert answer.status_code == 200
    assert bool(answer.json["result"]["proposals"]) is sees
    assert ("还没公开的说明" in str(answer.json)) is sees


def test_descriptions_are_suggested_from_columns_of_the_same_title(
    public, resource, people, complete_package
):
    reviewer = {"user": people.admin["name"]}
    save(resource, "ming_cheng", context=reviewer, description="线路的名称")
    bare = complete_package(owner_org=people.theirs["id"], resources=[{"url": "https://x.example"}])
    other = call_action("package_create", **bare)["resources"][0]
    found = editor.suggestions(["名称", "没有说明的列", "县区代码"], [])

    assert found["名称"]["description"] == "线路的名称"
    assert found["县区代码"]["description"].startswith("所在县")
    assert "没有说明的列" not in found
    assert call_action("ankang_column_suggest", resource_id=other["id"]) == {}
