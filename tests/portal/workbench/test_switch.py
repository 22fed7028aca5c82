"""Colleagues take turns at a shared desk."""

import re
from uuid import uuid4

import pytest
from ckan.lib.redis import connect_to_redis
from ckan.tests import factories

from ckanext.ankang.workbench import desk


def a_colleague(fullname):
    name = f"shili-{uuid4().hex[:12]}"
    email = f"{name}@example.com"
    return factories.User(name=name, fullname=fullname, email=email, password="Mima-12345678")


@pytest.fixture
def colleagues():
    return [a_colleague(fullname) for fullname in ("示例 甲", "示例 乙")]


@pytest.fixture
def browser(app):
    return app.test_client()


def send(browser, address, data=None, **options):
    """Post a form with the token of the page it stands on."""
    page = browser.get("/account/switch").text
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page)[1]
    return browser.post(address, data={"_csrf_token": token, **(data or {})}, **options)


def sign_in(browser, person):
    send(browser, "/user/login", {"login": person["name"], "password": "Mima-12345678"})


def remember(browser, person):
    sign_in(browser, person)
    send(browser, "/account/remember", {"remember": "1"})


def test_who_chose_it_is_offered_by_name_and_asked_for_the_password(browser, colleagues):
    first, second = colleagues
    remember(browser, first)
    send(browser, "/account/switch")
    remember(browser, second)

    page = send(browser, "/account/switch", {"to": "1"}).text

    assert f'value="{first["name"]}"' in page
    assert "我的工作台" not in page


def test_nobody_is_remembered_who_did_not_choose_it(browser, colleagues):
    first, second = colleagues
    sign_in(browser, first)
    send(browser, "/account/switch")
    remember(browser, second)

    page = browser.get("/account/switch").text

    assert "示例 甲" not in page


def test_the_session_ends_at_once_in_redis_too(browser, colleagues):
    redis = connect_to_redis()
    sign_in(browser, colleagues[0])
    kept = browser.get_cookie("ankang", "127.0.0.1").value
    key = f"session:{kept}"
    assert redis.exists(key)

    send(browser, "/account/switch", follow_redirects=False)

    stored = redis.get(key) or b""
    assert b"_user_id" not in stored


def test_who_is_forgotten_is_offered_no_more(browser, colleagues):
    remember(browser, colleagues[0])

    send(browser, "/account/remember")
    page = send(browser, "/account/switch").text

    assert colleagues[0]["name"] not in page
    assert "示例 甲" not in page


def test_a_forged_cookie_names_nobody(app, colleagues):
    with app.flask_app.test_request_context():
        assert desk.read("WyJhZG1pbiJd.forged") == []


def test_a_deleted_account_is_not_offered(app, colleagues):
    with app.flask_app.test_request_context():
        assert desk.colleagues(["meiyou", colleagues[0]["name"]])[0].name == colleagues[0]["name"]
        assert len(desk.colleagues(["meiyou"])) == 0


def test_a_desk_remembers_six_at_most_the_last_one_first():
    names = []
    for number in range(9):
        names = desk.with_person(names, str(number))

    assert names == ["8", "7", "6", "5", "4", "3"]
    assert desk.with_person(names, "5")[:2] == ["5", "8"]
