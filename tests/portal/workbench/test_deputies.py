"""The holder of a post names his deputy, sees him, and ends it; nobody else does."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.portal.wording import today


def a_holder(post, department):
    name = f"shili-{uuid4().hex[:12]}"
    person = factories.UserWithToken(
        name=name, email=f"{name}@example.com", fullname=f"示例{name[-6:]}"
    )
    holding = call_action("ankang_post_grant", person=name, post=post, department=department)
    return SimpleNamespace(
        name=name,
        title=person["fullname"],
        holding=holding["id"],
        headers={"Authorization": person["token"]},
    )


@pytest.fixture
def office():
    """A department with a head of section, a clerk, and somebody of another department."""
    department = factories.Organization()["id"]
    return SimpleNamespace(
        id=department,
        head=a_holder("section_head", department),
        clerk=a_holder("clerk", department),
        stranger=a_holder("section_head", factories.Organization()["id"]),
    )


def form(office, **fields):
    day = today().isoformat()
    named = {"holding_id": office.head.holding, "person": office.clerk.name}
    return {**named, "starts": day, "ends": day, "reason": "出差", **fields}


@pytest.fixture
def post(app):
    """Send a form as a person and answer the status with the page."""

    def send(person, data=None, path=""):
        return app.test_client().post(
            f"/workbench/deputies{path}",
            data=data or {},
            headers=person.headers,
            follow_redirects=False,
        )

    return send


@pytest.fixture
def page(app):
    """The page as a person sees it."""

    def read(person):
        return app.test_client().get("/workbench/deputies", headers=person.headers).text

    return read


@pytest.fixture
def deputy(office):
    """The clerk stands in for the head of section today."""
    asked = form(office, reason="会议")
    return tk.get_action("ankang_deputy_grant")({"user": office.head.name}, asked)


def standing(office):
    return call_action("ankang_deputy_list", holding_id=office.head.holding)


def test_the_holder_names_a_deputy_and_sees_him(office, post, page):
    assert "这个岗位现在没有代理人。" in page(office.head)

    answer = post(office.head, form(office))

    assert answer.status_code == 302
    assert [one["person"] for one in standing(office)] == [office.clerk.name]
    shown = page(office.head)
    assert office.clerk.title in shown
    assert "<td>出差</td>" in shown
    assert "这个岗位现在没有代理人。" not in shown


def test_who_begins_later_is_shown_as_such(office, post, page):
    soon = (today() + timedelta(days=3)).isoformat()

    post(office.head, form(office, starts=soon, ends=soon))

    assert "（尚未开始）" in page(office.head)
    assert standing(office) == []


def test_the_holder_ends_it_at_once_and_it_is_audited(office, post, page, deputy):
    assert "<td>会议</td>" in page(office.head)

    answer = post(office.head, path=f"/{deputy['id']}/end")

    assert answer.status_code == 302
    assert standing(office) == []
    assert "<td>会议</td>" not in page(office.head)
    entries = call_action("ankang_audit_list", person=office.head.name)
    assert ("deputy.revoke", deputy["id"]) in [(one["action"], one["subject"]) for one in entries]


def test_the_deputy_and_a_stranger_do_not_end_it(office, post, deputy):
    for person in (office.clerk, office.stranger):
        assert post(person, path=f"/{deputy['id']}/end").status_code == 404
        with pytest.raises(tk.NotAuthorized):
            tk.get_action("ankang_deputy_revoke")({"user": person.name}, {"id": deputy["id"]})

    assert [one["id"] for one in standing(office)] == [deputy["id"]]


def test_nobody_names_a_deputy_for_another_person_s_post(office, post):
    for person in (office.clerk, office.stranger):
        assert post(person, form(office, person=person.name)).status_code == 404

    assert standing(office) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ends": "2020-01-01"}, "“结束日期”有问题：结束日期不能早于开始日期或者今天。"),
        ({"reason": " "}, "请填写“原因”。"),
        ({"starts": "昨天"}, "“开始日期”有问题：日期格式不正确"),
        ({"person": "meiyou"}, "“代理人”有问题：没有账号“meiyou”。"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_filled_in_is_kept(office, post, wrong, sentence):
    answer = post(office.head, {**form(office, reason="外出学习"), **wrong})

    assert sentence in answer.text
    assert "<details open>" in answer.text
    assert 'value="外出学习"' in answer.text or "reason" in wrong
    model.Session.rollback()
    assert standing(office) == []


def test_only_colleagues_are_offered(office, page):
    shown = page(office.head)

    assert f'value="{office.clerk.name}"' in shown
    assert f'value="{office.head.name}"' not in shown
    assert office.stranger.name not in shown


def test_who_has_no_post_is_told_so(page, people):
    nobody = SimpleNamespace(headers={"Authorization": people.stranger["token"]})

    assert "您现在没有岗位，不需要代理人。" in page(nobody)


def test_a_visitor_is_asked_to_sign_in(app):
    for method in ("GET", "POST"):
        answer = app.test_client().open(
            "/workbench/deputies", method=method, follow_redirects=False
        )
        assert answer.status_code == 302
        assert "/user/login?came_from=" in answer.location


def test_every_form_carries_the_mark_against_forgery(office, page, deputy):
    shown = page(office.head)

    forms = [part.split("</form>")[0] for part in shown.split("<form")[1:]]
    ours = [one for one in forms if "/workbench/deputies" in one]
    assert len(ours) == 2
    assert all('name="_csrf_token"' in one for one in ours)


def test_the_workbench_leads_there(app, office):
    shown = app.test_client().get("/workbench", headers=office.clerk.headers).text

    assert 'href="/workbench/deputies"' in shown
