"""Accounts come from the administrator, and a signature counts with a second factor only."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pyotp
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.security import second_factor

PAGE = "/account/second-factor"


@pytest.fixture(autouse=True)
def demanded(app, monkeypatch):  # an app reads the configuration anew
    monkeypatch.setitem(tk.config, "ckanext.ankang.security.second_factor", True)


@pytest.fixture
def person():
    name = f"shili-{uuid4().hex[:12]}"
    return factories.UserWithToken(name=name, email=f"{name}@example.com")


@pytest.fixture
def bound(person):
    """The person with a confirmed factor: {secret, codes}, its present code used up."""
    secret = second_factor.enrol(person["id"])
    codes = second_factor.confirm(person["id"], pyotp.TOTP(secret).now())
    return {"secret": secret, "codes": codes}


def _next(secret):
    """The code of the next step: the present one is used up."""
    return pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=1)


def _sign(app, person, **said):
    return app.test_client().post(
        "/api/3/action/ankang_case_decide",
        json={"id": "meiyou", "decision": "approve", **said},
        headers={"Authorization": person["token"]},
    )


def test_nobody_signs_without_a_second_factor(app, person):
    answer = _sign(app, person)
    assert answer.status_code == 403
    assert PAGE in answer.json["error"]["message"]


def test_nor_with_a_bound_one_that_is_not_shown(app, person, bound):
    answer = _sign(app, person)
    assert answer.status_code == 403
    assert "totp" in answer.json["error"]["message"]


def test_a_code_opens_the_decision_once(app, person, bound):
    code = _next(bound["secret"])
    assert "动态口令" not in _sign(app, person, totp=code).text
    assert "已经用过" in _sign(app, person, totp=code).json["error"]["message"]


def test_a_recovery_code_opens_it_once(app, person, bound):
    code = bound["codes"][0]
    assert "动态口令" not in _sign(app, person, totp=code).text
    assert "动态口令不对" in _sign(app, person, totp=code).json["error"]["message"]


def test_who_guesses_is_locked_out(app, person, bound, monkeypatch):
    monkeypatch.setitem(tk.config, "ckanext.ankang.security.login_failures", 3)
    for _ in range(3):
        _sign(app, person, totp="000000")
    answer = _sign(app, person, totp=_next(bound["secret"]))
    assert "次数过多" in answer.json["error"]["message"]


@pytest.mark.parametrize("action", second_factor.SIGNATURES)
def test_every_signature_of_the_list_demands_it(person, action):
    with pytest.raises(second_factor.SecondFactorMissing):
        tk.get_action(action)({"user": person["name"]}, {})


def _post(client, path, **data):
    token = re.search(r'name="_csrf_token" value="([^"]+)"', client.get(PAGE).text)[1]
    return client.post(f"{PAGE}/{path}", data={"_csrf_token": token, **data})


def test_the_pages_bind_it_and_mark_the_session(browser, person):
    client = browser(person)
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", _post(client, "enrol").text)[1]
    page = _post(client, "confirm", totp=pyotp.TOTP(secret).now()).text
    assert len(re.findall(r"<code>[0-9a-f]{16}</code>", page)) == 10
    assert "可以签署" in client.get(PAGE).text
    other = browser(person)
    assert "可以签署" not in other.get(PAGE).text
    assert _post(other, "show", totp="000000").status_code == 200
    _post(other, "show", totp=_next(secret))
    assert "可以签署" in other.get(PAGE).text


def test_the_mark_of_another_person_counts_for_nothing(browser, person, bound):
    client = browser(person)
    with client.session_transaction(base_url=tk.config["ckan.site_url"]) as session:
        session[second_factor.MARK] = "other"
    assert "可以签署" not in client.get(PAGE).text


def test_only_an_administrator_resets_it_and_that_is_logged(person, bound):
    with pytest.raises(tk.NotAuthorized):
        tk.get_action("ankang_second_factor_reset")(
            {"user": person["name"]}, {"person": person["name"], "reason": "丢失"}
        )
    admin = factories.Sysadmin()
    tk.get_action("ankang_second_factor_reset")(
        {"user": admin["name"]}, {"person": person["name"], "reason": "丢失"}
    )
    assert not second_factor.confirmed(person["id"])
    entries = call_action("ankang_audit_list", limit=20)
    assert any(
        (e["action"], e["subject"]) == ("second_factor.reset", person["id"]) for e in entries
    )


def test_the_database_holds_no_secret(person, bound):
    query = sa.text("SELECT * FROM ankang_second_factor WHERE person = :id")
    row = model.Session.execute(query, {"id": person["id"]}).one()
    assert bound["secret"] not in str(row)
    assert not any(code in str(row) for code in bound["codes"])


def _department_admin(person):
    return factories.Organization(users=[{"name": person["name"], "capacity": "admin"}])


def test_a_department_s_own_administrator_makes_no_accounts(app, person):
    org = _department_admin(person)
    invited = {"email": "x@example.com", "group_id": org["id"], "role": "editor"}
    made = {"name": f"x{uuid4().hex[:8]}", "email": "y@example.com", "password": uuid4().hex}
    for action, data in (("user_invite", invited), ("user_create", made)):
        answer = app.test_client().post(
            f"/api/3/action/{action}", json=data, headers={"Authorization": person["token"]}
        )
        assert answer.status_code == 403, action
        anonymous = app.test_client().post(f"/api/3/action/{action}", json=data)
        assert anonymous.status_code == 403, action
    assert model.User.by_name(made["name"]) is None


def test_nobody_registers_himself(browser):
    name = f"x{uuid4().hex[:8]}"
    asked = {"name": name, "email": "z@example.com", "password1": "x" * 12, "password2": "x" * 12}
    assert browser().post("/user/register", data=asked).status_code in (302, 403)
    assert model.User.by_name(name) is None
