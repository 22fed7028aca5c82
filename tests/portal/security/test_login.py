"""Logins: who fails too often waits, nobody learns which accounts exist, logging out counts."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from ckan import model
from ckan.lib.redis import connect_to_redis
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.ankang.security import passwords
from ckanext.ankang.security.lockout import Lockout

PASSWORD = "ankang-2026-word"
LIMIT = 10


@pytest.fixture
def user() -> dict[str, Any]:
    return dict(factories.User(password=PASSWORD))


def _login(client: Any, name: str, password: str = PASSWORD, **form: str) -> Any:
    data = {"login": name, "password": password, **form}
    return client.post("/user/login", data=data, follow_redirects=False)


def test_the_right_password_gets_in(browser: Any, user: dict[str, Any]) -> None:
    assert _login(browser(), user["name"]).status_code == 302


def test_after_ten_failures_even_the_right_password_waits(
    browser: Any, user: dict[str, Any]
) -> None:
    for _ in range(LIMIT):
        assert _login(browser(), user["name"], "wrong").status_code == 200
    answer = _login(browser(), user["name"])
    assert answer.status_code == 429
    assert "登录失败次数过多。请等 15 分钟后再试" in answer.text
    assert answer.headers["Retry-After"] == "900"


def test_an_address_that_sprays_many_accounts_waits(browser: Any, user: dict[str, Any]) -> None:
    sprayer = browser()
    for number in range(LIMIT):
        _login(sprayer, f"{user['name']}-{number}", "wrong")
    assert _login(sprayer, user["name"]).status_code == 429
    assert _login(browser(), user["name"]).status_code == 302


def _fail_before(name: str, times: int) -> None:
    """What so many wrong passwords from elsewhere leave behind."""
    for _ in range(times):
        Lockout(connect_to_redis(), LIMIT, 900).fail(name, uuid4().hex)


@pytest.mark.parametrize("times", [0, LIMIT])
def test_an_unknown_account_is_answered_like_a_known_one(
    browser: Any, user: dict[str, Any], times: int
) -> None:
    unknown = f"nobody-{uuid4().hex[:8]}"
    answers = []
    for name in (user["name"], unknown):
        _fail_before(name, times)
        answers.append(_login(browser(), name, "wrong"))
    assert answers[0].status_code == answers[1].status_code
    assert _message(answers[0].text) == _message(answers[1].text)


def _cookie(client: Any, name: str) -> Any:
    return client.get_cookie(name, domain=urlsplit(tk.config["ckan.site_url"]).hostname)


def _steal(client: Any, value: str) -> None:
    domain = urlsplit(tk.config["ckan.site_url"]).hostname
    client.set_cookie(tk.config["SESSION_COOKIE_NAME"], value, domain=domain)


def _message(page: str) -> str:
    return page.split("登录失败")[1][:40]


def test_getting_in_forgives_the_account(browser: Any, user: dict[str, Any]) -> None:
    for _ in range(2):
        _fail_before(user["name"], LIMIT - 1)
        assert _login(browser(), user["name"]).status_code == 302


def test_failures_are_forgotten_after_the_window() -> None:
    redis = connect_to_redis()
    lockout = Lockout(redis, limit=1, window=100)
    lockout.fail("window-test", "window-address")
    keys = [key for key in redis.scan_iter("ankang:login-failures:*") if redis.ttl(key) <= 100]
    assert len(keys) >= 2
    assert all(redis.ttl(key) > 0 for key in keys)
    assert lockout.is_locked("window-test", "another")
    redis.delete(*keys)
    assert not lockout.is_locked("window-test", "window-address")


def test_a_cookie_of_a_session_that_logged_out_is_worth_nothing(
    browser: Any, user: dict[str, Any]
) -> None:
    client, thief = browser(), browser()
    _login(client, user["name"])
    stolen = _cookie(client, tk.config["SESSION_COOKIE_NAME"]).value
    _steal(thief, stolen)
    assert thief.get("/user/edit", follow_redirects=False).status_code == 200
    client.get("/user/_logout")
    _steal(thief, stolen)
    assert thief.get("/user/edit", follow_redirects=False).status_code != 200


def test_the_session_changes_at_login(browser: Any, user: dict[str, Any]) -> None:
    client = browser()
    client.get("/user/login")
    name = tk.config["SESSION_COOKIE_NAME"]
    before = _cookie(client, name)
    _login(client, user["name"])
    assert before is None or _cookie(client, name).value != before.value


def test_nobody_is_remembered_for_two_years(browser: Any, user: dict[str, Any]) -> None:
    client = browser()
    _login(client, user["name"], remember="63072000")
    assert _cookie(client, tk.config["REMEMBER_COOKIE_NAME"]) is None


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_login_leads_nowhere_else(browser: Any, user: dict[str, Any], target: str) -> None:
    data = {"login": user["name"], "password": PASSWORD}
    answer = browser().post(
        "/user/login", query_string={"next": target}, data=data, follow_redirects=False
    )
    site = urlsplit(tk.config["ckan.site_url"]).netloc
    assert urlsplit(answer.location).netloc in ("", site)


def test_passwords_are_stored_with_the_rounds_asked_today(user: dict[str, Any]) -> None:
    stored = model.User.get(user["id"]).password
    assert passwords.STRONG.from_string(stored).rounds >= passwords.ROUNDS


@pytest.mark.parametrize(
    ("site", "status"), [(None, 403), ("cross-site", 403), ("same-origin", 200)]
)
def test_the_cookie_opens_the_api_to_own_pages_only(
    browser: Any, site: str | None, status: int
) -> None:
    headers = {"Sec-Fetch-Site": site} if site else {}
    client = browser(factories.Sysadmin())
    answer = client.get("/api/3/action/user_list?all_fields=false", headers=headers)
    assert answer.status_code == status


def test_names_of_users_are_not_public(browser: Any, user: dict[str, Any]) -> None:
    assert browser().get(f"/user/{user['name']}").status_code in (403, 404)
    with pytest.raises(tk.NotAuthorized):
        helpers.call_auth("user_show", {"user": "", "model": model}, id=user["id"])


@pytest.mark.parametrize("form", [{}, {"login": "somebody"}, {"password": "x"}])
def test_a_form_without_name_or_password_is_refused(browser: Any, form: dict[str, str]) -> None:
    answer = browser().post("/user/login", data=form)
    assert answer.status_code == 200
    assert "登录失败。用户名或密码不正确。" in answer.text
