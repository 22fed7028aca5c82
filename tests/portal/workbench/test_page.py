"""The workbench: what waits for a person, with one way to each thing."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.catalogue import tasks
from ckanext.ankang.catalogue.promises import HERE
from ckanext.ankang.workbench.interfaces import Person


def a_user(**fields):
    name = f"shili-{uuid4().hex[:12]}"
    return factories.UserWithToken(name=name, email=f"{name}@example.com", **fields)


@pytest.fixture
def office():
    """A department with a clerk, and somebody of another one."""
    clerk, stranger = a_user(fullname="示例 科员"), a_user()
    ours = factories.Organization(users=[{"name": clerk["name"], "capacity": "editor"}])
    factories.Organization(users=[{"name": stranger["name"], "capacity": "admin"}])
    return SimpleNamespace(clerk=clerk, stranger=stranger, id=ours["id"])


@pytest.fixture
def late(office, complete_package, approved_source, open_case, in_post):
    """A public dataset of the department that is late."""
    source = {**approved_source(), "owner_org": office.id}
    call_action(
        "ankang_standing_approval_grant",
        **source,
        approver_name=in_post("leader", office.id),
        expires=(datetime.now(HERE) + timedelta(days=3)).isoformat(),
        limits={"max_items": 10, "types": ["dataset"]},
    )
    updated = (datetime.now(HERE) - timedelta(days=500)).date().isoformat()
    package = complete_package(title=f"线路{uuid4().hex[:6]}", data_updated=updated)
    assert open_case(source, {**package, "owner_org": office.id})["held"] == []
    return package


def test_a_visitor_is_asked_to_sign_in_and_comes_back(app):
    answer = app.test_client().get("/workbench", follow_redirects=False)

    assert answer.status_code == 302
    assert "/user/login?came_from=" in answer.location
    assert answer.location.endswith("workbench")


def test_an_empty_workbench_says_so(get, office):
    page = get("/workbench", office.clerk).text

    assert "现在没有等您办理的事。" in page


def test_a_late_dataset_stands_on_the_workbench_of_its_department_alone(get, office, late):
    page = get("/workbench", office.clerk).text

    assert late["title"] in page
    assert "逾期和将到期的数据集（1）" in page
    assert "已超期" in page
    assert f"/dataset/{late['name']}" in page
    assert late["title"] not in get("/workbench", office.stranger).text


def test_the_header_counts_what_is_unread(get, office):
    call_action(
        "ankang_notice_send",
        persons=[office.clerk["id"]],
        kind="turn",
        key=str(uuid4()),
        title="待办：公交线路",
        link="/workbench",
    )
    model.Session.commit()

    page = get("/workbench", office.clerk).text

    assert "条未读通知" in page
    assert "待办：公交线路" in page
    assert "条未读通知" not in get("/workbench", office.stranger).text


def test_notices_are_read_one_by_one_or_all_at_once(app, get, office):
    for number in range(3):
        call_action(
            "ankang_notice_send",
            persons=[office.clerk["id"]],
            kind="published",
            key=str(uuid4()),
            title=f"已发布：第 {number} 项",
            link="",
        )
    model.Session.commit()
    headers = {"Authorization": office.clerk["token"]}
    listed = tk.get_action("ankang_notice_list")({"user": office.clerk["name"]}, {})
    one = listed["results"][0]["id"]

    app.post("/notices/read", data={"id": one}, headers=headers, follow_redirects=False)
    page = get("/notices?unread=1", office.clerk).text
    assert page.count("标为已读：") == 0
    assert page.count('<span class="ak-hidden">：已发布') == 2
    app.post("/notices/read/all", headers=headers, follow_redirects=False)

    assert "没有未读的通知。" in get("/notices?unread=1", office.clerk).text
    assert "已发布：第 2 项" in get("/notices", office.clerk).text


def test_the_choice_of_mails_is_kept(app, get, office):
    headers = {"Authorization": office.clerk["token"]}

    app.post("/notices/preference", data={"mode": "digest"}, headers=headers)

    page = get("/notices/preference", office.clerk).text
    assert 'value="digest" checked' in page


def test_who_signs_in_comes_to_the_workbench(get, office):
    assert "我的工作台" in get("/user/me", office.clerk).text


@pytest.fixture
def case(office, complete_package, in_post):
    """A case of the department's clerk that waits for the head of the section."""
    call_action(
        "ankang_post_grant", person=office.clerk["name"], post="clerk", department=office.id
    )
    package = complete_package(owner_org=office.id, title=f"案卷{uuid4().hex[:6]}")
    item = {"package": package, "document": None, "identifier": package["name"]}
    asked = {"title": package["title"], "profile": "standard", "department": office.id}
    opened = call_action("ankang_case_open", {"user": office.clerk["name"]}, items=[item], **asked)
    head = a_user()
    call_action("ankang_post_grant", person=head["name"], post="section_head", department=office.id)
    return SimpleNamespace(id=opened["cases"][0]["id"], title=package["title"], head=head)


def test_a_case_stands_before_whose_turn_it_is_with_its_clock(get, case):
    page = get("/workbench", case.head).text

    assert "等我办理（1）" in page
    assert case.title in page
    assert f"/case/{case.id}" in page
    assert "初审" in page
    assert "个工作日" in page or "今天到期" in page


def test_the_author_sees_where_it_stands(get, office, case):
    page = get("/workbench", office.clerk).text

    assert "我送审的（1）" in page
    assert "等我办理" not in page


def test_what_came_back_stands_before_the_author(get, office, case):
    call_action(
        "ankang_case_decide",
        {"user": case.head["name"]},
        id=case.id,
        decision="return",
        reason="摘要太短",
    )

    assert "退回给我的（1）" in get("/workbench", office.clerk).text


def test_a_draft_stands_on_the_workbench_of_its_writer_alone(get, office):
    colleague = a_user()
    call_action("ankang_post_grant", person=colleague["name"], post="clerk", department=office.id)
    title = f"草稿{uuid4().hex[:6]}"
    tk.get_action("ankang_revision_create")(
        {"user": office.clerk["name"]}, {"owner_org": office.id, "title": title}
    )

    assert title in get("/workbench", office.clerk).text
    assert title not in get("/workbench", colleague).text


def test_a_closed_entry_comes_up_after_a_year(app, office, complete_package):
    package = complete_package(owner_org=office.id, openness="closed", title="不予开放的目录")
    row = model.Package(name=package["name"], title=package["title"], owner_org=office.id)
    row.type, row.private = "dataset", False
    row.extras = {"openness": "closed", "first_published": "2020-01-01T00:00:00"}
    with app.flask_app.test_request_context():
        person = Person(office.clerk["id"], office.clerk["name"], (office.id,))
        model.Session.add(row)
        model.Session.flush()
        found = [one for one in tasks.sections(person) if one.code == "reexamination"]
        model.Session.rollback()

    assert [entry.title for section in found for entry in section.entries] == ["不予开放的目录"]
