"""What happens to a case reaches those whom it concerns, and nobody twice."""

from types import SimpleNamespace

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.notices import telling


@pytest.fixture
def office(in_post):
    """A department with its posts."""
    department = factories.Organization()["id"]
    posts = ("clerk", "section_head", "office_head")
    return SimpleNamespace(id=department, **{post: in_post(post, department) for post in posts})


@pytest.fixture
def case(office, complete_package):
    """A case of the clerk that waits for the head of the section."""
    package = complete_package(owner_org=office.id, title="公交线路")
    item = {"package": package, "document": None, "identifier": package["name"]}
    opened = call_action(
        "ankang_case_open",
        {"user": office.clerk},
        title="公交线路",
        profile="standard",
        department=office.id,
        items=[item],
    )
    return opened["cases"][0]["id"]


@pytest.fixture
def sign(case, confirmed):
    """Signs the first step as a person."""

    def sign_(person, decision="approve", **said):
        form = {"answers": confirmed("first"), "proofread": True}
        asked = {"id": case, "decision": decision, **form, **said}
        return call_action("ankang_case_decide", {"user": person}, **asked)

    return sign_


def work(case_id):
    """Do the jobs of a case as the worker does."""
    query = "SELECT payload FROM ankang_job WHERE kind = :kind AND payload ->> 'case_id' = :case"
    found = model.Session.execute(sa.text(query), {"kind": telling.TELL, "case": case_id})
    for payload in found.scalars().all():
        telling.tell(None, payload)


def told(person, **asked):
    listed = tk.get_action("ankang_notice_list")({"user": person}, asked)
    return [one["title"] for one in listed["results"]]


def test_whose_turn_it_is_is_told_and_the_author_is_not(office, case):
    work(case)
    work(case)

    assert told(office.section_head) == ["待办：公交线路（初审）"]
    assert told(office.office_head) == []
    assert told(office.clerk) == []


def test_a_deputy_is_told_too(office, case, in_post):
    deputy = in_post("clerk", office.id)
    (holding,) = call_action("ankang_post_list", person=office.section_head)
    call_action(
        "ankang_deputy_grant",
        holding_id=holding["id"],
        person=deputy,
        starts="2026-01-01",
        ends="2099-01-01",
        reason="出差",
    )

    work(case)

    assert told(deputy) == ["待办：公交线路（初审）"]


def test_a_signature_hands_on_and_outdates_what_was_told_before(office, case, sign):
    work(case)

    sign(office.section_head)
    work(case)

    assert told(office.section_head, unread=True) == []
    assert told(office.office_head) == ["待办：公交线路（复审）"]


def test_the_author_reads_why_it_came_back(office, case, sign):
    sign(office.section_head, "return", reason="摘要写得太短")

    work(case)

    assert told(office.clerk) == ["已退回：公交线路。理由：摘要写得太短"]


def test_who_had_been_asked_is_told_of_a_withdrawal(office, case, sign):
    work(case)

    sign(office.clerk, "withdraw", reason="数据有误")
    work(case)

    assert told(office.section_head, unread=True) == ["已撤回：公交线路。数据有误"]


def test_a_decision_that_fails_tells_nobody(office, case, sign):
    with pytest.raises(tk.ValidationError):
        sign(office.section_head, "return", reason="")
    model.Session.rollback()

    work(case)

    assert told(office.clerk) == []


def test_what_comes_by_a_standing_approval_is_told_to_nobody(published_dataset):
    queued = model.Session.scalar(
        sa.text(
            "SELECT count(*) FROM ankang_job WHERE kind = :kind AND payload ->> 'case_id' = "
            "(SELECT case_id FROM ankang_case_item WHERE package_id = :package)"
        ),
        {"kind": telling.TELL, "package": published_dataset["id"]},
    )
    assert queued == 0
