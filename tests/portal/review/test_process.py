"""A case goes its steps, each signed by somebody who may, or comes back with a reason."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.review import clocks, publishing
from ckanext.ankang.review.model import Case
from ckanext.ankang.review.recording import today

PUBLIC = {"conclusion": "public"}
CLOSED = {"conclusion": "closed", "article": "《政府信息公开条例》第十四条"}


def show(case):
    return call_action("ankang_case_show", id=case["id"])


def is_public(package_id):
    model.Session.expire_all()
    package = model.Session.get(model.Package, package_id)
    return package is not None and not package.private


def audited(subject):
    entries = call_action("ankang_audit_list", limit=200)
    return [entry["action"] for entry in entries if entry["subject"] == subject]


def granted(office, profile):
    call_action(
        "ankang_profile_grant",
        {"user": factories.Sysadmin(name=f"shili-{uuid4().hex[:12]}")["name"]},
        profile=profile,
        department=office.department,
        ground="示例：编制不足三人",
        starts=today().isoformat(),
        ends=(today() + timedelta(days=90)).isoformat(),
    )


def test_a_first_publication_goes_through_five_signatures(office, submit, go_to):
    case = submit()
    assert case["step"] == "first"
    case = go_to(case)
    assert case["state"] == "published"
    signed = [(e["step"], e["actor"]) for e in case["events"] if e["event"] == "sign"]
    assert signed == [
        (step, getattr(office, step))
        for step in ("first", "second", "secrecy", "final", "platform")
    ]
    assert is_public(case["items"][0]["package_id"])
    assert audited(case["items"][0]["id"]).count("item.sign") == 5


def test_nothing_is_public_before_the_last_signature(submit, go_to):
    case = go_to(submit(), "platform")
    assert model.Package.get(case["items"][0]["package_id"]) is None


def test_only_whose_turn_it_is_signs_an_administrator_neither(office, submit, decide):
    case = submit()
    for person in (office.clerk, office.final, factories.Sysadmin(name=f"s{uuid4().hex}")["name"]):
        with pytest.raises(tk.NotAuthorized):
            decide(case, person)
    assert show(case)["step"] == "first"


def test_an_author_signs_nothing_although_he_holds_the_post(office, submit, decide):
    call_action(
        "ankang_post_grant", person=office.clerk, post="section_head", department=office.department
    )
    with pytest.raises(tk.NotAuthorized, match="起草人"):
        decide(submit(), office.clerk)


def test_a_coauthor_is_an_author(office, submit, decide):
    with pytest.raises(tk.NotAuthorized, match="起草人"):
        decide(submit(authors=[office.first]), office.first)


def test_a_checklist_and_the_proofreading_must_be_signed(office, submit, decide):
    case = submit()
    with pytest.raises(tk.ValidationError, match="初审表"):
        decide(case, office.first, answers={"truth": "yes"})
    with pytest.raises(tk.ValidationError, match="一校"):
        decide(case, office.first, proofread=False)


def test_what_is_returned_comes_back_in_its_next_round_and_is_signed_anew(
    office, submit, go_to, decide, by
):
    case = go_to(submit(), "secrecy")
    with pytest.raises(tk.ValidationError, match="理由"):
        decide(case, office.secrecy, "return")
    case = decide(case, office.secrecy, "return", reason="第3列有住址")
    assert case["state"] == "returned"
    items = [one["item"] for one in case["items"]]
    call_action("ankang_case_resubmit", by(office.clerk), id=case["id"], items=items)
    case = show(case)
    assert (case["state"], case["step"], case["round"]) == ("waiting", "first", 2)
    assert go_to(case)["state"] == "published"


def test_only_authors_hand_in_again_or_withdraw(office, submit, decide, by):
    case = submit()
    with pytest.raises(tk.NotAuthorized):
        decide(case, office.first, "withdraw", reason="x")
    assert decide(case, office.clerk, "withdraw", reason="数据有误")["state"] == "withdrawn"


def test_a_closed_case_is_out_of_sight_but_for_the_secrecy_reviewer(
    office, submit, go_to, decide, by
):
    case = go_to(submit(), "secrecy")
    secrecy = {"all": CLOSED, "joined": PUBLIC}
    decide(case, office.secrecy, "stop", secrecy=secrecy)
    for person in (office.clerk, office.first, office.final):
        with pytest.raises(tk.NotAuthorized):
            call_action("ankang_case_show", by(person), id=case["id"])
        listed = call_action("ankang_case_list", by(person))["results"]
        assert case["id"] not in {one["id"] for one in listed}
    assert call_action("ankang_case_show", by(office.secrecy), id=case["id"])["state"] == "stopped"


def test_what_is_closed_leaves_the_case_and_the_rest_goes_on(office, submit, go_to, decide):
    case = go_to(submit(count=2), "secrecy")
    bad = case["items"][1]["id"]
    secrecy = {"all": PUBLIC, "items": {bad: CLOSED}, "joined": PUBLIC}
    with pytest.raises(tk.ValidationError, match="不公开"):
        decide(case, office.secrecy, secrecy=secrecy)
    case = decide(case, office.secrecy, "stop", secrecy=secrecy)
    assert [one["id"] for one in case["items"]] != [bad]
    assert case["step"] == "secrecy"
    assert go_to(case)["state"] == "published"


def test_a_third_party_stops_the_clock_for_fifteen_working_days(office, submit, go_to, decide):
    case = go_to(submit(), "secrecy")
    asked = {"party": "示例公司", "sent_on": today().isoformat()}
    secrecy = {"all": PUBLIC, "joined": PUBLIC, "consents": [asked]}
    with pytest.raises(tk.ValidationError, match="15个工作日"):
        decide(case, office.secrecy, secrecy=secrecy)
    assert decide(case, office.secrecy, "refer", secrecy=secrecy)["days_left"] == 15
    secrecy["consents"] = [{**asked, "answer": "agreed"}]
    assert decide(case, office.secrecy, secrecy=secrecy)["step"] == "final"


def test_joint_data_is_signed_by_every_department_s_head(office, submit, go_to, decide, in_post):
    other = factories.Organization()["id"]
    their_head = in_post("leader", other)
    case = go_to(submit(joint=[other]), "final")
    case = decide(case, office.final)
    assert case["turn"]["departments"] == [other]
    assert decide(case, their_head)["step"] == "platform"


def test_another_department_s_dataset_is_not_taken_over_without_its_head(
    office, submit, go_to, complete_package, published_dataset
):
    granted(office, "signed")
    theirs = complete_package(id=published_dataset["id"], name=published_dataset["name"])
    with pytest.raises(tk.ValidationError, match="没有会签"):
        submit(theirs, profile="signed")
    case = go_to(submit(theirs), "final")
    assert published_dataset["owner_org"] in case["turn"]["departments"]


def test_a_person_does_not_choose_the_way_of_a_harvest(office, complete_package):
    items = [{"package": complete_package(owner_org=office.department), "identifier": "1"}]
    for person in (office.clerk, factories.Sysadmin(name=f"s{uuid4().hex}")["name"]):
        with pytest.raises(tk.NotAuthorized, match="平台自身"):
            call_action(
                "ankang_case_open",
                {"user": person},
                title="测试",
                source="x",
                profile="harvest",
                items=items,
            )


def test_an_item_with_a_finding_leaves_the_batch(office, submit, decide, go_to):
    case = submit(count=2)
    bad = case["items"][0]["id"]
    case = go_to(decide(case, office.first, items={bad: "缺联系电话"}))
    assert case["state"] == "published"
    assert [one["id"] for one in case["items"]] != [bad]
    child = model.Session.scalar(sa.select(Case).where(Case.parent_id == case["id"]))
    assert child.state == "returned"
    assert "缺联系电话" in child.events()[-1].reason


def test_many_cases_are_decided_at_once_and_what_cannot_be_is_left_with_its_reason(
    office, submit, confirmed, decide
):
    mine = [submit()["id"] for _ in range(3)]
    decide({"id": mine[0]}, office.clerk, "withdraw", reason="x")
    done = call_action(
        "ankang_case_decide",
        {"user": office.first},
        ids=mine,
        decision="approve",
        answers=confirmed("first"),
        proofread=True,
    )
    assert sorted(done["decided"]) == sorted(mine[1:])
    assert [one["id"] for one in done["left"]] == [mine[0]]
    assert {show({"id": id_})["step"] for id_ in mine[1:]} == {"second"}


def test_no_more_than_two_hundred_cases_at_once(office):
    with pytest.raises(tk.ValidationError, match="200"):
        call_action("ankang_case_decide", ids=[str(n) for n in range(201)], decision="approve")


def test_of_a_large_case_a_lot_is_opened_before_it_is_signed(
    office, submit, decide, by, ckan_config, monkeypatch
):
    monkeypatch.setitem(ckan_config, "ckanext.ankang.review.case_sample", 2)
    case = submit(count=3)
    with pytest.raises(tk.ValidationError, match="随机抽取"):
        decide(case, office.first)
    drawn = call_action("ankang_case_show", by(office.first), id=case["id"])["turn"]["to_open"]
    assert len(drawn) == 2
    for item in drawn:
        opened = call_action("ankang_case_item_open", by(office.first), id=item)
        assert "title" in {one["field"] for one in opened["differences"]}
    case = decide(case, office.first)
    looked = {one["detail"]["item"] for one in case["events"] if one["event"] == "look"}
    assert looked == set(drawn)
    assert case["step"] == "second"


def test_a_sign_off_done_in_the_oa_counts(office, submit, go_to, decide, version):
    case = go_to(submit(), "final")
    paper = {
        "number": "安示例〔2026〕12号",
        "date": today().isoformat(),
        "version_id": version["id"],
        "person": office.final,
    }
    with pytest.raises(tk.NotAuthorized, match="办公室登记"):
        decide(case, office.first, signed_in_oa=paper)
    with pytest.raises(tk.ValidationError, match="审签单号"):
        decide(case, office.second, signed_in_oa={**paper, "number": ""})
    with pytest.raises(tk.ValidationError, match="没有签发的岗位"):
        decide(case, office.second, signed_in_oa={**paper, "person": office.first})
    case = decide(case, office.second, signed_in_oa=paper)
    assert case["step"] == "platform"
    assert case["events"][-1]["detail"]["signed_by"] == office.final


def test_a_deputy_signs_on_his_days_and_says_for_whom(office, submit, decide, in_post, by):
    (holding,) = call_action("ankang_post_list", person=office.first)
    deputy = in_post("clerk", office.department)
    asked = {"holding_id": holding["id"], "person": deputy, "reason": "出差"}
    tomorrow, today_ = today() + timedelta(days=1), today().isoformat()
    call_action(
        "ankang_deputy_grant",
        by(office.first),
        **asked,
        starts=tomorrow.isoformat(),
        ends=tomorrow.isoformat(),
    )
    case = submit()
    with pytest.raises(tk.NotAuthorized):
        decide(case, deputy)
    call_action("ankang_deputy_grant", by(office.first), **asked, starts=today_, ends=today_)
    case = decide(case, deputy)
    assert case["events"][-1]["deputy_for"] == office.first


def test_a_lighter_profile_needs_a_grant(office, submit):
    with pytest.raises(tk.ValidationError, match="没有获准"):
        submit(profile="small")
    granted(office, "small")
    assert submit(profile="small")["step"] == "first"


def test_in_the_small_profile_two_persons_and_the_platform_are_enough(office, submit, decide):
    granted(office, "small")
    case = submit(profile="small")
    assert case["events"][-1]["detail"]["proofread"] == ["一校"]
    case = decide(case, office.first)
    case = decide(decide(case, office.final), office.final)
    assert decide(case, office.platform)["state"] == "published"
    lines = call_action(
        "ankang_review_statistics", year=today().year, quarter=(today().month + 2) // 3
    )["lines"]
    (line,) = [one for one in lines if one["department"] == office.department]
    assert (line["profile"], line["cases"], line["persons"]) == ("small", 1, 4)


def test_a_first_publication_is_no_routine_update(office, submit):
    granted(office, "routine")
    with pytest.raises(tk.ValidationError, match="首次发布"):
        submit(profile="routine")


def test_the_first_routine_updates_are_checked_in_full_afterwards(office, submit, go_to, decide):
    granted(office, "routine")
    package = go_to(submit())["items"][0]["item"]["package"]
    case = submit({**package, "notes": "新的说明"}, profile="routine")
    case = decide(case, office.first)
    assert case["state"] == "published"
    check = model.Session.scalar(sa.select(Case).where(Case.parent_id == case["id"]))
    assert (check.profile, check.state) == ("spot_check", "waiting")
    assert decide({"id": check.id}, office.platform)["state"] == "published"


def test_an_urgent_publication_is_hidden_when_nobody_reviews_it_in_time(office, submit, decide):
    case = submit(profile="urgent")
    package = case["items"][0]["package_id"]
    with pytest.raises(tk.ValidationError, match="电话指示"):
        decide(case, office.duty)
    said = {"person": office.final, "at": "2026-11-24 02:10", "words": "立即发布"}
    assert decide(case, office.duty, telephone=said)["state"] == "published"
    assert is_public(package)
    later = model.Session.scalar(sa.select(Case).where(Case.parent_id == case["id"]))
    assert later.profile == "supplement"
    publishing.hide_job(None, {"case_id": later.id})
    assert not is_public(package)
    assert show({"id": later.id})["state"] == "hidden"


def test_an_urgent_publication_stays_when_it_is_reviewed_in_time(office, submit, decide):
    case = decide(submit(profile="urgent"), office.final)
    later = model.Session.scalar(sa.select(Case).where(Case.parent_id == case["id"]))
    later_id = later.id
    decide({"id": later_id}, office.secrecy)
    assert decide({"id": later_id}, office.final)["state"] == "published"
    publishing.hide_job(None, {"case_id": later_id})
    assert is_public(case["items"][0]["package_id"])


def test_a_withdrawal_takes_the_dataset_from_the_public(office, submit, go_to, decide):
    package = go_to(submit())["items"][0]["item"]["package"]
    case = submit(package, profile="withdrawal", kind="withdraw")
    assert is_public(package["id"])
    assert decide(case, office.final)["state"] == "published"
    assert not is_public(package["id"])


def test_what_is_overdue_goes_to_the_next_post_once(office, submit, by):
    case = submit()
    with pytest.raises(tk.NotAuthorized):
        call_action("ankang_case_show", by(office.second), id=case["id"])
    model.Session.get(Case, case["id"]).due = datetime.now(UTC) - timedelta(days=1)
    model.Session.commit()
    for _ in range(2):
        clocks.clocks_job(None, {})
    shown = call_action("ankang_case_show", by(office.second), id=case["id"])
    told = [one["detail"]["posts"] for one in shown["events"] if one["event"] == "escalate"]
    assert told == [["office_head"]]
    assert shown["days_left"] < 0


def test_the_statutory_clock_counts_twenty_working_days(submit):
    assert submit(formed_on="2026-11-02")["statutory_due"] == "2026-11-30"


def test_a_clerk_sees_his_own_and_a_reviewer_what_waits_for_him(office, submit, by):
    case = submit()
    stranger = factories.User(name=f"shili-{uuid4().hex[:12]}")["name"]
    expected = {office.clerk: {"mine"}, office.first: {"waiting_for_me"}, stranger: set()}
    for person, lists in expected.items():
        for name in ("mine", "waiting_for_me"):
            found = call_action("ankang_case_list", by(person), **{name: True})["results"]
            assert (case["id"] in {one["id"] for one in found}) == (name in lists)
    with pytest.raises(tk.NotAuthorized):
        call_action("ankang_case_show", by(stranger), id=case["id"])


def test_a_standing_approval_ends_when_its_approver_leaves_the_post(
    approved_source, open_case, complete_package
):
    source = approved_source()
    (head,) = call_action("ankang_post_list", department=source["owner_org"])
    call_action("ankang_post_revoke", id=head["id"])
    opened = open_case(source, complete_package())
    assert opened["published"] == []
    assert "岗位" in show(opened["cases"][0])["events"][-1]["reason"]


def test_a_standing_approval_is_the_head_s_and_no_longer_than_a_year(office, by):
    asked = {
        "source": "x",
        "source_hash": "y",
        "owner_org": office.department,
        "limits": {"max_items": 1, "types": ["dataset"]},
    }
    soon = (today() + timedelta(days=30)).isoformat()
    with pytest.raises(tk.NotAuthorized):
        call_action("ankang_standing_approval_grant", by(office.second), **asked, expires=soon)
    with pytest.raises(tk.ValidationError, match="负责人"):
        call_action(
            "ankang_standing_approval_grant", **asked, approver_name=office.second, expires=soon
        )
    late = (today() + timedelta(days=400)).isoformat()
    with pytest.raises(tk.ValidationError, match="12个月"):
        call_action("ankang_standing_approval_grant", by(office.final), **asked, expires=late)
    made = call_action("ankang_standing_approval_grant", by(office.final), **asked, expires=soon)
    assert made["approver_name"] == office.final
