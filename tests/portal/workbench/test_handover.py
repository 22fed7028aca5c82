"""Who leaves hands over drafts and cases; his posts end; it is shown first and audited."""

import re
from types import SimpleNamespace

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action


@pytest.fixture
def office(in_post):
    """A department with two clerks and a leader."""
    department = factories.Organization()["id"]
    leaver, successor = (in_post("clerk", department) for _ in range(2))
    leader = in_post("leader", department)
    return SimpleNamespace(id=department, leaver=leaver, successor=successor, leader=leader)


@pytest.fixture
def draft(office):
    """A draft of the leaver."""
    asked = {"owner_org": office.id, "title": "公交线路"}
    return tk.get_action("ankang_revision_create")({"user": office.leaver}, asked)


def order(office, **fields):
    named = {"from": office.leaver, "to": office.successor, "department": office.id}
    return {**named, **fields}


def hand_over(office, person, **fields):
    context = {"user": person}
    preview = tk.get_action("ankang_handover_preview")(context, order(office, **fields))
    asked = order(office, ground="调离", seen=preview["seen"], **fields)
    return tk.get_action("ankang_handover")({"user": person}, asked)["lines"]


def mine(person):
    return [
        one["id"] for one in tk.get_action("ankang_revision_list")({"user": person}, {"mine": True})
    ]


def test_drafts_go_to_the_successor_and_posts_end(office, draft):
    assert mine(office.successor) == []

    lines = hand_over(office, office.leader)

    assert lines == ["草稿：公交线路", "岗位到此为止：科室经办人"]
    assert mine(office.successor) == [draft["id"]]
    assert call_action("ankang_post_list", person=office.leaver) == []
    told = tk.get_action("ankang_notice_list")({"user": office.successor}, {})["results"]
    assert [one["kind"] for one in told] == ["handover"]
    audited = [one["action"] for one in call_action("ankang_audit_list", limit=50)]
    assert {"handover", "revision.handover", "post.revoke"} <= set(audited)


def test_the_successor_hands_a_returned_case_in_again(office, complete_package, in_post):
    package = complete_package(owner_org=office.id)
    item = {"package": package, "document": None, "identifier": package["name"]}
    asked = {"title": "公交线路", "profile": "standard", "department": office.id}
    opened = call_action("ankang_case_open", {"user": office.leaver}, items=[item], **asked)
    case = opened["cases"][0]["id"]
    head = in_post("section_head", office.id)
    call_action("ankang_case_decide", {"user": head}, id=case, decision="return", reason="摘要太短")

    assert "案卷：公交线路" in hand_over(office, office.leader)

    shown = tk.get_action("ankang_case_show")({"user": office.successor}, {"id": case})
    assert shown["may_resubmit"]
    assert office.leaver in shown["authors"]


def test_nobody_but_the_leader_hands_over(office, draft):
    for person in (office.leaver, office.successor):
        with pytest.raises(tk.NotAuthorized):
            hand_over(office, person)


def test_what_changed_since_it_was_shown_is_not_handed_over(office, draft):
    with pytest.raises(tk.ValidationError) as refused:
        tk.get_action("ankang_handover")(
            {"user": office.leader}, order(office, ground="调离", seen="0" * 16)
        )
    model.Session.rollback()

    assert "seen" in refused.value.error_dict
    assert mine(office.successor) == []


def test_the_successor_must_be_of_the_department(office, draft, in_post):
    stranger = in_post("clerk", factories.Organization()["id"])

    with pytest.raises(tk.ValidationError) as refused:
        hand_over(office, office.leader, to=stranger)

    assert "to" in refused.value.error_dict


def test_the_page_shows_before_it_hands_over(app, office, draft, people):
    headers = {"Authorization": people.admin["token"]}
    form = {
        "from": office.leaver,
        "to": office.successor,
        "department": office.id,
        "ground": "调离",
    }
    preview = app.post("/workbench/handover", data=form, headers=headers).text
    assert "草稿：公交线路" in preview
    assert mine(office.successor) == []

    seen = re.search(r'name="seen" value="([^"]+)"', preview)[1]
    page = app.post("/workbench/handover", data={**form, "seen": seen}, headers=headers).text

    assert "已移交 2 项。" in page
    assert mine(office.successor) == [draft["id"]]
