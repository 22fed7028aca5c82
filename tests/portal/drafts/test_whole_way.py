"""From a department's own system to the public page and back, by tokens alone."""

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.ankang.drafts.errors import RevisionConflict
from ckanext.ankang.review.profiles import checklist, profiles

ROWS = "编号,名称\n1,一路\n2,二路\n".encode()


def sign(api, case_id, step, person):
    form = profiles()["standard"].step(step).checklist
    said = {"answers": {question.code: "yes" for question in checklist(form).questions}}
    shown = api("ankang_case_show", person, id=case_id)[1]
    said["proofread"] = True
    if step == "secrecy":
        conclusions = {item["id"]: {"conclusion": "public"} for item in shown["items"]}
        said["secrecy"] = {"items": conclusions, "joined": {"conclusion": "public"}}
    status, answer = api(
        "ankang_case_decide", person, id=case_id, decision="approve", step=step, **said
    )
    assert status == 200, answer
    return answer


def sign_all(api, case_id, posts):
    for step, person in posts.items():
        answer = sign(api, case_id, step, person)
    return answer


def submit(api, revision):
    status, answer = api("ankang_revision_submit", ids=[revision["id"]], profile="standard")
    assert status == 200, answer
    (shown,) = answer["revisions"]
    return shown


def test_a_file_becomes_public_by_tokens_alone(api, ready, posts, people, app):
    submitted = submit(api, ready)
    assert (submitted["state"], bool(submitted["case_id"])) == ("submitted", True)
    assert api("ankang_revision_save", id=ready["id"], edit=ready["edit"], content={})[0] == 409

    case = sign_all(api, submitted["case_id"], posts)

    assert case["state"] == "published"
    public = api("package_show", people.stranger, id=ready["package_id"])[1]
    assert (public["title"], public["private"]) == (ready["title"], False)
    assert app.get(public["resources"][0]["url"]).data == ROWS
    revision = api("ankang_revision_show", id=ready["id"])[1]
    assert revision["state"] == "published"


def test_only_writers_and_whose_turn_it_is_see_what_waits(api, ready, posts, people):
    submitted = submit(api, ready)
    version = ready["content"]["resources"][0]["version_id"]

    def sees(person):
        asked = [
            ("ankang_revision_show", {"id": ready["id"]}),
            ("ankang_file_version_show", {"id": version}),
            ("ankang_validation_show", {"version_id": version}),
        ]
        return {api(action, person, **about)[0] == 200 for action, about in asked}

    assert sees(posts["first"]) == {True}
    assert sees(posts["second"]) == {False}
    assert sees(people.member) == {False}
    assert sees(people.stranger) == {False}
    assert sees(people.clerk) == {True}
    sign(api, submitted["case_id"], "first", posts["first"])
    assert sees(posts["first"]) == {True}
    assert sees(posts["second"]) == {True}


def test_what_is_returned_is_corrected_and_goes_on_in_the_same_case(api, ready, posts):
    submitted = submit(api, ready)
    api(
        "ankang_case_decide",
        posts["first"],
        id=submitted["case_id"],
        decision="return",
        reason="请补充摘要",
    )
    returned = api("ankang_revision_show", id=ready["id"])[1]
    assert returned["state"] == "returned"

    saved = api(
        "ankang_revision_save", id=ready["id"], edit=returned["edit"], content={"notes": "补充"}
    )[1]
    again = submit(api, saved)

    assert (again["state"], again["case_id"]) == ("submitted", submitted["case_id"])
    sign_all(api, again["case_id"], posts)
    assert call_action("package_show", id=ready["package_id"])["notes"] == "补充"


def test_a_case_taken_back_gives_the_draft_back(api, ready):
    submitted = submit(api, ready)
    api("ankang_case_decide", id=submitted["case_id"], decision="withdraw", reason="再核对")
    assert api("ankang_revision_show", id=ready["id"])[1]["state"] == "returned"
    assert submit(api, ready)["case_id"] != submitted["case_id"]


def test_the_public_keeps_the_approved_one_until_the_change_is_published(api, ready, posts, people):
    sign_all(api, submit(api, ready)["case_id"], posts)
    before = api("package_show", people.stranger, id=ready["package_id"])[1]
    changed = api("package_patch", id=ready["package_id"], notes="新的摘要")[1]["ankang_revision"]
    assert changed["base"] == ready["id"]
    assert api("package_show", people.stranger, id=ready["package_id"])[1] == before

    sign_all(api, submit(api, changed)["case_id"], posts)

    after = api("package_show", people.stranger, id=ready["package_id"])[1]
    assert after["notes"] == "新的摘要"
    assert after["resources"][0]["version_id"] == before["resources"][0]["version_id"]


def test_what_was_begun_with_something_older_is_not_published(
    api, ready, posts, people, approved_source, open_case
):
    """A harvest, say, published meanwhile: the case comes back with what differs."""
    sign_all(api, submit(api, ready)["case_id"], posts)
    changed = api("package_patch", id=ready["package_id"], notes="部门的")[1]["ankang_revision"]
    case_id = submit(api, changed)["case_id"]
    public = call_action("package_show", id=ready["package_id"])
    opened = open_case(approved_source(owner_org=people.ours["id"]), {**public, "notes": "采集的"})
    assert opened["held"] == []

    sign_all(api, case_id, posts)

    assert call_action("package_show", id=ready["package_id"])["notes"] == "采集的"
    shown = api("ankang_revision_show", id=changed["id"])[1]
    assert shown["state"] == "returned"
    status, error = api("ankang_revision_submit", ids=[changed["id"]])
    assert (status, error["theirs"]["notes"]) == (409, "采集的")
    assert api("ankang_revision_rebase", id=shown["id"], edit=shown["edit"])[0] == 409
    decided = api(
        "ankang_revision_rebase", id=shown["id"], edit=shown["edit"], content={"notes": "商定的"}
    )[1]
    sign_all(api, submit(api, decided)["case_id"], posts)
    assert call_action("package_show", id=ready["package_id"])["notes"] == "商定的"


def test_a_withdrawal_goes_its_own_way(api, ready, posts, people):
    sign_all(api, submit(api, ready)["case_id"], posts)
    begun = api("ankang_revision_withdraw", package_id=ready["package_id"], reason="数据有误")[1]
    assert begun["kind"] == "withdraw"
    answer = api("ankang_revision_submit", ids=[begun["id"]])[1]
    (submitted,) = answer["revisions"]
    form = profiles()["withdrawal"].step("final").checklist
    answers = {question.code: "yes" for question in checklist(form).questions}
    api(
        "ankang_case_decide",
        posts["final"],
        id=submitted["case_id"],
        decision="approve",
        answers=answers,
    )
    stored = call_action("package_show", id=ready["package_id"])
    assert (stored["withdrawn_reason"], stored["private"]) == ("数据有误", True)
    assert stored["withdrawn"]
    assert call_action("ankang_revision_show", id=begun["id"])["state"] == "published"
    with pytest.raises(tk.ValidationError, match="已经下线"):
        call_action("ankang_revision_create", package_id=ready["package_id"])


def test_two_editors_of_one_dataset(api, ready, posts, second_clerk, people):
    """Both begin with what is public; who saves second is told, and loses nothing."""
    sign_all(api, submit(api, ready)["case_id"], posts)
    asked = {"package_id": ready["package_id"]}
    mine = api("ankang_revision_create", **asked)[1]
    theirs = api("ankang_revision_create", second_clerk, **asked)[1]
    assert mine["id"] == theirs["id"]
    save = {"id": mine["id"], "edit": mine["edit"]}
    assert api("ankang_revision_save", second_clerk, **save, content={"notes": "乙"})[0] == 200

    status, error = api("ankang_revision_save", **save, content={"notes": "甲", "region": "610902"})

    assert status == 409
    assert (error["base"].get("notes"), error["theirs"]["notes"], error["yours"]["notes"]) == (
        None,
        "乙",
        "甲",
    )
    assert (error["merged"]["region"], error["merged"]["notes"]) == ("610902", "乙")
    again = api("ankang_revision_save", id=mine["id"], edit=error["edit"], content=error["merged"])
    assert again[1]["content"]["region"] == "610902"
    assert isinstance(RevisionConflict({}, {}, {}), tk.ValidationError)


def test_a_document_s_header_changes_and_its_text_stays(
    api, people, posts, complete_package, approved_source, open_case
):
    package = complete_package(type="document", owner_org=people.ours["id"], issuer="示例局")
    text = {
        "version_id": None,
        "paragraphs": ["第一条　为了示例，制定本办法。", "第二条　本办法自公布之日起施行。"],
    }
    source = approved_source(owner_org=people.ours["id"])
    items = [{"package": package, "document": text, "source": "ceshi", "identifier": "1"}]
    del source["owner_org"]
    opened = call_action("ankang_case_open", title="文件", **source, items=items)
    assert opened["held"] == []
    before = call_action("ankang_document_text_show", id=package["id"])

    number = "SLXXGK-2022-000001"
    changed = api("package_patch", id=package["id"], index_number=number)[1]["ankang_revision"]
    sign_all(api, submit(api, changed)["case_id"], posts)

    assert call_action("package_show", id=package["id"])["index_number"] == number
    assert call_action("ankang_document_text_show", id=package["id"]) == before

    longer = [*text["paragraphs"], "第三条　新增的一条。"]
    ground = {
        "change": {"kind": "amended", "title": "示例局关于修改办法的决定", "day": "2026-01-01"}
    }
    said = {"document_text": longer, "document_details": ground}
    changed = api("package_patch", id=package["id"], **said)[1]["ankang_revision"]
    sign_all(api, submit(api, changed)["case_id"], posts)
    assert len(call_action("ankang_document_text_show", id=package["id"])["nodes"]) == 3
