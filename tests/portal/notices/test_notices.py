"""What the portal tells a person: once, to him alone, marked when read."""

from uuid import uuid4

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action


def a_user(**fields):
    name = f"shili-{uuid4().hex[:12]}"
    return factories.User(name=name, email=f"{name}@example.com", **fields)


@pytest.fixture
def person():
    return a_user()


def send(*persons, **fields):
    told = {"kind": "turn", "key": f"case:{uuid4()}", "title": "待办：公交线路", "link": "/review"}
    return call_action("ankang_notice_send", persons=[p["name"] for p in persons], **told | fields)


def listed(person, **asked):
    context = {"user": person["name"], "ignore_auth": False}
    return tk.get_action("ankang_notice_list")(context, asked)


def test_a_notice_reaches_each_person_and_nobody_else(person):
    stranger = a_user()

    send(person)

    assert [one["title"] for one in listed(person)["results"]] == ["待办：公交线路"]
    assert listed(stranger) == {"count": 0, "unread": 0, "results": []}


def test_the_same_occasion_is_told_once_even_after_it_was_read(person):
    send(person, key="case:1:turn")
    tk.get_action("ankang_notice_read")({"user": person["name"]}, {"all": True})

    again = send(person, key="case:1:turn", title="待办：公交线路（再次）")

    assert again == {"told": []}
    assert listed(person)["count"] == 1


def test_read_notices_are_not_counted_and_those_of_others_stay_unread(person):
    stranger = a_user()
    send(person, stranger)
    mine = [one["id"] for one in listed(person)["results"]]

    outcome = tk.get_action("ankang_notice_read")({"user": stranger["name"]}, {"ids": mine})

    assert outcome == {"read": 0, "unread": 1}
    assert listed(person)["unread"] == 1


def test_nobody_but_the_portal_sends_notices_an_administrator_neither():
    admin = a_user(sysadmin=True)

    with pytest.raises(tk.NotAuthorized):
        tk.get_action("ankang_notice_send")({"user": admin["name"]}, {"persons": [admin["name"]]})


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "unknown"), ("link", "https://other.example"), ("link", "//other.example")],
)
def test_a_notice_of_an_unknown_kind_or_to_another_site_is_refused(person, field, value):
    with pytest.raises(tk.ValidationError) as refused:
        send(person, **{field: value})

    assert field in refused.value.error_dict


def test_an_unknown_person_is_named(person):
    with pytest.raises(tk.ValidationError, match="meiyou"):
        call_action(
            "ankang_notice_send", persons=["meiyou"], kind="turn", key="k", title="待办", link=""
        )


def test_a_notice_stands_in_the_transaction_of_what_it_tells(person):
    send(person)

    model.Session.rollback()

    assert listed(person)["count"] == 0


def test_a_person_without_login_has_no_notices():
    with pytest.raises(tk.NotAuthorized):
        tk.get_action("ankang_notice_list")({"user": "", "ignore_auth": False}, {})
