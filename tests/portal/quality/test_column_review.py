"""What is said of public columns waits for a reviewer, and the public sees nothing of it until then."""

import threading

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.ankang.quality import publication, validations
from ckanext.ankang.quality.columns import binding, confirmed, waiting

from .conftest import load, validate

FIRST = "编号,名称\nA1,一路\nA2,二路\n"
RENAMED = "编号,线路名称\nA1,一路\nA2,二路\n"
CANARY = "金丝雀说明"
REASON = "单位写错了，请改正"
QUEUED = sa.text("SELECT count(*) FROM ankang_job WHERE key = :key AND state = 'waiting'")


def act(person, action, **data):
    context = {"user": person["name"] if person else "", "ignore_auth": False}
    return tk.get_action(action)(context, data)


def queued(version):
    return model.Session.scalar(QUEUED, {"key": version["id"]})


def audited(resource):
    entries = call_action("ankang_audit_list", limit=50)
    return [
        (one["action"], one["actor"], one["detail"])
        for one in entries
        if one["subject"] == resource["id"]
    ]


@pytest.fixture
def save(resource, people):
    """Save a description of a column as the clerk, or as another person."""

    def save_(description=CANARY, base=0, by="clerk", column_id="ming_cheng", **said):
        given = {"column_id": column_id, "base_revision": base, **said}
        return act(
            getattr(people, by),
            "ankang_column_update",
            resource_id=resource["id"],
            description=description,
            **given,
        )

    return save_


@pytest.fixture
def decide(resource, people):
    """Approve or reject as the administrator, or as another person."""

    def decide_(verb="approve", by="admin", **said):
        action = f"ankang_column_{verb}"
        return act(getattr(people, by), action, resource_id=resource["id"], **said)

    return decide_


@pytest.fixture
def listed(resource, people):
    """List the columns as the clerk sees them, by id."""

    def listed_():
        answer = act(people.clerk, "ankang_column_list", resource_id=resource["id"])
        return answer, {column["id"]: column for column in answer["columns"]}

    return listed_


@pytest.fixture
def public(hand_in, publish):
    """A public version with the columns 编号 and 名称."""
    version = hand_in(FIRST)
    publish(version)
    return version


@pytest.fixture
def seen_by_nobody(app, resource):
    """All that an anonymous person can be told of the resource, as one text."""
    dataset, id = resource["package_id"], resource["id"]

    def ask(version):
        addresses = (
            f"/dataset/{dataset}",
            f"/dataset/{dataset}/resource/{id}",
            f"/dataset?q={CANARY}",
            f"/version/{version['id']}/validation",
            f"/version/{version['id']}/validation.json",
            f"/api/3/action/package_show?id={dataset}",
            f"/api/3/action/resource_show?id={id}",
            f"/api/3/action/package_search?q=id:{dataset}",
            f"/api/3/action/datastore_info?id={id}",
            f"/api/3/action/datastore_search?resource_id={id}",
            f"/api/3/action/ankang_column_list?resource_id={id}",
            f"/api/3/action/ankang_validation_show?version_id={version['id']}",
        )
        answers = {address: app.get(address) for address in addresses}
        assert {address: one.status_code for address, one in answers.items()} == dict.fromkeys(
            addresses, 200
        )
        # A page of results repeats what was sought.
        return {
            address: CANARY in str(one.json if address.startswith("/api") else one.text)
            for address, one in answers.items()
            if not address.startswith("/dataset?")
        } | {"hits": f"/dataset/{dataset}" in answers[f"/dataset?q={CANARY}"].text}

    return ask


def test_the_public_sees_a_clerks_words_only_after_approval(
    public, save, decide, seen_by_nobody, listed
):
    column = save()
    validate(public)
    load(public)

    assert column["state"] == "waiting"
    assert column["values"]["description"] == CANARY
    assert not any(seen_by_nobody(public).values())

    decide()
    assert queued(public) == 1
    validate(public)
    load(public)

    shown = [address for address, found in seen_by_nobody(public).items() if found]
    assert {address.split("?")[0].rsplit("/", 1)[-1] for address in shown} >= {
        "ankang_column_list",
        "ankang_validation_show",
        "datastore_info",
    }
    assert any(address.startswith("/dataset/") for address in shown)
    assert listed()[1]["ming_cheng"]["state"] == "confirmed"


def test_a_batch_does_not_make_public_what_waits(public, save, resource, people, seen_by_nobody):
    save()

    batch = act(people.admin, "ankang_validation_run_batch", resource_ids=[resource["id"]])
    assert batch["counts"]["waiting"] == 1
    validate(public)

    assert not any(seen_by_nobody(public).values())


def test_saving_what_waits_starts_no_validation_of_the_public_version(public, save):
    before = queued(public)
    save()
    assert queued(public) == before


def test_those_who_edit_are_shown_what_waits_with_each_difference(public, save, listed):
    save(unit="条")

    answer, _ = listed()

    assert [one["id"] for one in answer["waiting"]["columns"]] == ["ming_cheng"]
    assert answer["waiting"]["columns"][0]["differences"] == [
        {"label": "说明", "before": "", "after": CANARY},
        {"label": "单位", "before": "", "after": "条"},
    ]


def test_a_reviewers_own_words_are_public_at_once_and_audited(public, save, resource, people):
    column = save(by="admin")
    validate(public)

    assert column["state"] == "confirmed"
    found = call_action("ankang_validation_show", version_id=public["id"])
    assert CANARY in str(found["schema"])
    assert audited(resource)[0][:2] == ("column.save", people.admin["name"])


def test_a_version_that_is_not_public_is_held_to_what_waits_and_approves_it(
    public, save, hand_in, publish, listed
):
    save()
    second = hand_in("编号,名称\nA1,一路\nA3,三路\n")
    found = call_action("ankang_validation_show", version_id=second["id"])
    assert CANARY in str(found["schema"])

    publish(second)
    validate(second)

    found = call_action("ankang_validation_show", version_id=second["id"])
    assert CANARY in str(found["schema"])
    assert listed()[0]["waiting"] is None


def test_what_is_saved_after_the_report_is_not_published_with_the_version(
    public, save, hand_in, publish, listed
):
    second = hand_in("编号,名称\nA1,一路\nA3,三路\n")
    save()

    publish(second)
    validate(second)

    found = call_action("ankang_validation_show", version_id=second["id"])
    assert CANARY not in str(found)
    assert listed()[1]["ming_cheng"]["state"] == "waiting"


def test_a_validation_overtaken_by_its_publication_leaves_out_what_waits(
    public, save, hand_in, publish
):
    second = hand_in("编号,名称\nA1,一路\nA3,三路\n")
    before = call_action("ankang_file_version_show", id=second["id"])
    publish(second)
    save()

    validations.run(before)

    assert CANARY not in str(validations.latest(second["id"]).schema)


def test_a_harvested_version_has_nobody_who_looks_at_what_waits(public, save, resource, send):
    save()
    harvested = call_action(
        "ankang_file_version_create",
        upload=send("编号,名称\nA1,一路\nA3,三路\n".encode(), "线路.csv"),
        resource_id=resource["id"],
        source="harvest",
    )

    validate(harvested)

    assert CANARY not in str(validations.latest(harvested["id"]).schema)


def test_what_was_never_public_needs_no_approval_of_its_own(hand_in, save, listed):
    hand_in(FIRST)

    column = save()

    assert column["state"] == "confirmed"
    assert listed()[0]["waiting"] is None


def test_a_version_that_carries_what_was_rejected_is_not_published(
    public, save, decide, hand_in, resource
):
    save()
    second = hand_in("编号,名称\nA1,一路\nA3,三路\n")
    shown = {"id": resource["id"], "version_id": second["id"], "name": "线路"}
    item = {"package": {"type": "dataset", "resources": [shown]}}
    assert publication.reasons_against(item) == []

    decide("reject", reason=REASON)

    assert "退回" in publication.reasons_against(item)[0]
    assert queued(second) == 1
    validate(second)
    assert publication.reasons_against(item) == []
    assert CANARY not in str(validations.latest(second["id"]).schema)


def test_a_rejection_gives_its_reason_and_nothing_is_lost(public, save, decide, listed, resource):
    save()

    decide("reject", reason=REASON)

    answer, columns = listed()
    assert answer["waiting"] is None
    assert (columns["ming_cheng"]["state"], columns["ming_cheng"]["reason"]) == ("rejected", REASON)
    assert columns["ming_cheng"]["values"]["description"] == CANARY
    with pytest.raises(tk.ValidationError):
        decide()
    assert save("改正的说明", base=1)["state"] == "waiting"


@pytest.mark.parametrize(("reason", "told"), [("", "至少 5 个字"), ("太短了", "至少 5 个字")])
def test_a_rejection_needs_a_reason(reason, told, public, save, decide, listed):
    save()

    with pytest.raises(tk.ValidationError, match=told):
        decide("reject", reason=reason)

    assert listed()[1]["ming_cheng"]["state"] == "waiting"


def test_both_decisions_are_audited(public, save, decide, resource, people):
    save(column_id="bian_hao")
    decide()
    save()
    decide("reject", reason=REASON)

    admin, clerk = people.admin["name"], people.clerk["name"]
    assert audited(resource) == [
        (
            "column.reject",
            admin,
            {"column": "ming_cheng", "revision": 1, "saved_by": clerk, "reason": REASON},
        ),
        ("column.approve", admin, {"column": "bian_hao", "revision": 1, "saved_by": clerk}),
    ]


@pytest.mark.parametrize("who", ["clerk", "member", "stranger", "nobody"])
@pytest.mark.parametrize("verb", ["approve", "reject", "waiting_list"])
def test_only_reviewers_decide(who, verb, public, save, decide, resource, listed):
    save()

    with pytest.raises(tk.NotAuthorized):
        decide(verb, by=who, **({"reason": REASON} if verb == "reject" else {}))

    assert listed()[1]["ming_cheng"]["state"] == "waiting"


def test_nobody_approves_what_he_saved_himself(public, save, decide, people, listed):
    save()
    # She was made a reviewer after she had saved it.
    person = model.User.get(people.clerk["name"])
    person.sysadmin = True
    model.Session.commit()
    try:
        for verb, said in (("approve", {}), ("reject", {"reason": REASON})):
            with pytest.raises(tk.NotAuthorized, match="您本人保存"):
                decide(verb, by="clerk", **said)
    finally:
        person.sysadmin = False
        model.Session.commit()
    assert listed()[1]["ming_cheng"]["state"] == "waiting"


def test_some_columns_can_be_approved_and_the_others_wait(public, save, decide, listed):
    save()
    save(column_id="bian_hao")

    decide(columns=["bian_hao"])

    columns = listed()[1]
    assert (columns["bian_hao"]["state"], columns["ming_cheng"]["state"]) == (
        "confirmed",
        "waiting",
    )
    with pytest.raises(tk.ValidationError, match="没有等待审核"):
        decide(columns=["bian_hao"])


def test_nothing_is_approved_that_the_reviewer_has_not_seen(public, save, decide, listed):
    save("先保存的")
    seen = listed()[0]["waiting"]["seen"]
    save("后保存的", base=1)

    with pytest.raises(tk.ValidationError, match="重新核对"):
        decide(seen=seen)

    assert listed()[1]["ming_cheng"]["state"] == "waiting"


def test_what_was_taken_back_does_not_wait(public, save, listed, resource, people):
    save()
    said = {"column_id": "ming_cheng", "base_revision": 1}

    act(people.clerk, "ankang_column_undo", resource_id=resource["id"], **said)

    assert listed()[0]["waiting"] is None


def test_an_undo_of_public_words_waits_as_well(public, save, decide, resource, people):
    save()
    decide()
    said = {"column_id": "ming_cheng", "base_revision": 1}

    column = act(people.clerk, "ankang_column_undo", resource_id=resource["id"], **said)
    validate(public)

    assert column["state"] == "waiting"
    assert CANARY in str(validations.latest(public["id"]).schema)


@pytest.fixture
def renamed(public, hand_in, publish, resource, people):
    """A public version whose column the clerk says was renamed."""
    version = hand_in(RENAMED)
    publish(version)
    said = {"old_title": "名称", "new_title": "线路名称", "renamed": True}
    act(people.clerk, "ankang_column_rename", resource_id=resource["id"], **said)
    return version


def ids(version):
    found = validations.latest(version["id"])
    return {column["title"]: column["id"] for column in found.facts["columns"]}


def test_a_rename_of_a_public_column_keeps_its_field_until_approval(
    renamed, decide, resource, listed, people
):
    before = binding.of(resource["id"])
    validate(renamed)
    assert ids(renamed)["线路名称"] == "xian_lu_ming_cheng"
    assert len(listed()[0]["waiting"]["renames"]) == 1

    decide()
    validate(renamed)

    assert ids(renamed)["线路名称"] == "ming_cheng"
    assert binding.of(resource["id"]) != before
    assert audited(resource)[0][:2] == ("column.rename_approve", people.admin["name"])


def test_a_rejected_rename_is_asked_again_with_the_reason(renamed, decide, listed):
    decide("reject", reason=REASON)

    answer, _ = listed()

    assert [(one["new"], one["rejected"]) for one in answer["proposals"]] == [("线路名称", REASON)]


def test_a_public_rename_is_taken_back_by_reviewers_alone(
    renamed, decide, listed, resource, people
):
    decide()
    said = {"resource_id": resource["id"], "id": listed()[0]["decisions"][0]["id"]}

    with pytest.raises(tk.NotAuthorized, match="审核人"):
        act(people.clerk, "ankang_column_rename_undo", **said)

    act(people.admin, "ankang_column_rename_undo", **said)
    assert audited(resource)[0][0] == "column.rename_undo"


def test_a_rename_of_a_waiting_version_leaves_the_public_one_its_fields(
    public, hand_in, publish, resource, people
):
    second = hand_in(RENAMED)
    said = {"old_title": "名称", "new_title": "线路名称", "renamed": True}
    answer = act(people.clerk, "ankang_column_rename", resource_id=resource["id"], **said)
    assert answer["waiting"] is None

    validate(public)
    validate(second)

    assert ids(public)["名称"] == "ming_cheng"
    assert ids(second)["线路名称"] == "ming_cheng"
    publish(second)
    assert [(c.id, c.title) for c in binding.of(resource["id"])] == [
        ("bian_hao", "编号"),
        ("ming_cheng", "线路名称"),
    ]


def test_reviewers_are_listed_the_resources_that_wait(public, save, decide, resource, people):
    def found():
        listed = act(people.admin, "ankang_column_waiting_list")
        return [one for one in listed if one["resource_id"] == resource["id"]]

    assert found() == []
    save()
    assert [(one["columns"], one["renames"]) for one in found()] == [(1, 0)]
    decide()
    assert found() == []


def test_other_departments_are_not_suggested_what_waits(public, save, people, resource):
    save("只给本部门看的")

    others = confirmed.of_titles(["名称"], [people.theirs["id"]])
    own = confirmed.of_titles(["名称"], [people.ours["id"]])
    assert "只给本部门看的" not in str(others)
    assert own["名称"]["description"] == "只给本部门看的"


def test_two_reviewers_at_once_decide_once(public, save, people, resource, app):
    save()
    start, answers = threading.Barrier(2), []

    def approve():
        with app.flask_app.test_request_context():
            start.wait()
            try:
                waiting.approve(resource["id"], None, None, people.admin["name"])
                model.Session.commit()
                answers.append("approved")
            except tk.ValidationError:
                model.Session.rollback()
                answers.append("refused")
            finally:
                model.Session.remove()

    threads = [threading.Thread(target=approve) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["approved", "refused"]


def test_reports_from_before_publication_are_for_those_who_work_on_the_version(
    public, save, decide, hand_in, publish, get, people
):
    save()
    second = hand_in("编号,名称\nA1,一路\nA3,三路\n")
    draft = validations.latest(second["id"]).id
    decide("reject", reason=REASON)
    validate(second)
    publish(second)
    api, asked = "/api/3/action/ankang_validation", f"version_id={second['id']}"

    def listed_to(person):
        return [one["id"] for one in get(f"{api}_list?{asked}", person).json["result"]]

    assert draft in listed_to(people.clerk)
    assert draft not in listed_to(None)
    assert len(listed_to(None)) == 1
    assert get(f"{api}_show?{asked}&id={draft}", None).status_code == 404
    assert CANARY in str(get(f"{api}_show?{asked}&id={draft}", people.clerk).json)
