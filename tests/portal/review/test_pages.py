"""The pages of cases and posts, as those see them who may and who may not."""

import re

import pytest
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.review import forms


@pytest.fixture
def enter():
    """The headers by which a person asks for a page."""

    def headers(person):
        token = call_action("api_token_create", {"user": person}, user=person, name="测试")["token"]
        return {"Authorization": token}

    return headers


def test_the_case_page_shows_the_form_to_whose_turn_it_is_only(app, office, submit, enter):
    case = submit()
    page = app.get(f"/case/{case['id']}", headers=enter(office.first)).body
    assert "初审表" in page
    assert "签字通过" in page
    own = app.get(f"/case/{case['id']}", headers=enter(office.clerk)).body
    assert "签字通过" not in own
    assert "撤回案卷" in own
    assert "测试案卷" in app.get("/case?list=waiting", headers=enter(office.first)).body
    assert "测试案卷" in app.get("/case?list=mine", headers=enter(office.clerk)).body


def test_the_case_page_marks_wrong_wording(app, office, submit, enter, complete_package):
    case = submit(complete_package(title="防汛布署清单"))
    page = app.get(f"/case/{case['id']}", headers=enter(office.first)).body
    assert "<mark>布署</mark>" in page
    assert "应为“部署”" in page


def test_who_may_not_see_a_case_is_not_told_that_there_is_one(app, office, submit, enter):
    case = submit()
    for headers in ({}, enter(office.final)):
        answer = app.get(f"/case/{case['id']}", headers=headers, status=404)
        assert "测试案卷" not in answer.body
    assert app.get("/case", status=403)


def test_a_case_is_signed_by_its_form(app, office, submit, enter, confirmed):
    case = submit()
    form = {f"answer-{code}": said for code, said in confirmed("first").items()}
    sent = {"step": "first", "decision": "approve", "proofread": "1", **form}
    app.post(f"/case/{case['id']}", data=sent, headers=enter(office.first), follow_redirects=False)
    assert call_action("ankang_case_show", id=case["id"])["step"] == "second"


def test_the_secrecy_form_has_a_field_for_every_conclusion_and_is_read_back(
    app, office, submit, go_to, enter
):
    case = go_to(submit(count=2), "secrecy")
    page = app.get(f"/case/{case['id']}", headers=enter(office.secrecy)).body
    names = set(re.findall(r'name="([\w-]+)"', page))
    first, second = (item["id"] for item in case["items"])
    assert {"all-conclusion", f"item-{second}-article", "consent-0-party"} <= names
    said = forms.decision(
        {
            "decision": "stop",
            "step": "secrecy",
            "all-conclusion": "public",
            f"item-{second}-conclusion": "closed",
            f"item-{second}-article": "第十四条",
            f"item-{first}-conclusion": "",
            "joined-conclusion": "public",
            "consent-0-party": "",
        },
        case["turn"],
    )
    assert said["secrecy"] == {
        "all": {"conclusion": "public"},
        "items": {second: {"conclusion": "closed", "article": "第十四条"}},
        "joined": {"conclusion": "public"},
        "consents": [],
    }


def test_an_item_of_a_large_case_is_opened_by_its_button(
    app, office, submit, enter, ckan_config, monkeypatch
):
    monkeypatch.setitem(ckan_config, "ckanext.ankang.review.case_sample", 2)
    case = submit(count=21)
    headers = enter(office.first)
    page = app.get(f"/case/{case['id']}", headers=headers).body
    assert page.count("打开核对</button>") == 2
    (address, *_) = re.findall(r'action="(/case/[\w-]+/item/[\w-]+)"', page)
    opened = app.post(address, headers=headers)
    assert "现在公开的" in opened.body
    assert app.get(f"/case/{case['id']}", headers=headers).body.count("打开核对</button>") == 1


def test_posts_are_granted_and_revoked_by_administrators(app, office, enter):
    assert app.get("/review/posts", headers=enter(office.final), status=403)
    admin = factories.SysadminWithToken(name=f"shili-admin-{office.department[:8]}")
    headers = {"Authorization": admin["token"]}
    sent = {"person": office.clerk, "post": "duty_officer", "department": office.department}
    page = app.post("/review/posts/post", data=sent, headers=headers).body
    assert "已登记" in page
    held = call_action("ankang_post_list", person=office.clerk, post="duty_officer")
    app.post(f"/review/posts/post/{held[0]['id']}/revoke", headers=headers)
    assert call_action("ankang_post_list", person=office.clerk, post="duty_officer") == []
    page = app.post("/review/posts/post", data={**sent, "person": "nimen"}, headers=headers).body
    assert "没有账号" in page
