"""Following a document or a search: once, one's own, told of what changed and of nothing before."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.jobs import outbox
from ckanext.ankang.library import telling
from ckanext.ankang.library.model import Follow


def call(action: str, person: dict[str, Any], **said: Any) -> Any:
    return helpers.call_action(action, {"user": person["name"], "ignore_auth": False}, **said)


@pytest.fixture
def person(people: SimpleNamespace) -> dict[str, Any]:
    found: dict[str, Any] = people.clerk
    return found


def told(person: dict[str, Any]) -> list[str]:
    return [one["title"] for one in call("ankang_notice_list", person)["results"]]


def test_the_same_thing_is_followed_once(person, regulation):
    one = call("ankang_library_follow_create", person, document=regulation.name)
    two = call("ankang_library_follow_create", person, document=regulation.id)
    assert one["id"] == two["id"]


def test_a_search_is_followed_whatever_the_order_of_its_parts(person):
    one = call("ankang_library_follow_create", person, question={"kind": ["a", "b"], "q": "停车"})
    two = call("ankang_library_follow_create", person, question={"q": "停车", "kind": ["b", "a"]})
    assert one["id"] == two["id"]


def test_nothing_cannot_be_followed(person):
    with pytest.raises(tk.ValidationError, match="请说明关注什么"):
        call("ankang_library_follow_create", person, question={})


def test_who_is_not_signed_in_follows_nothing(regulation):
    with pytest.raises(tk.NotAuthorized):
        call("ankang_library_follow_create", {"name": ""}, document=regulation.name)


def test_nobody_ends_what_another_follows(people, person, regulation):
    followed = call("ankang_library_follow_create", person, document=regulation.name)
    with pytest.raises(tk.ObjectNotFound):
        call("ankang_library_follow_delete", people.stranger, id=followed["id"])
    assert call("ankang_library_follow_delete", person, id=followed["id"]) == {"id": followed["id"]}
    with pytest.raises(tk.ObjectNotFound):
        call("ankang_library_follow_delete", person, id=followed["id"])


def test_there_is_an_end_to_following(person, ckan_config, monkeypatch):
    mine = len(call("ankang_library_follow_list", person))
    monkeypatch.setitem(ckan_config, "ckanext.ankang.library.follows", mine)
    with pytest.raises(tk.ValidationError, match="最多关注"):
        call("ankang_library_follow_create", person, question={"q": "再多一个"})


@pytest.fixture
def changing(publish: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """A document that takes force today."""
    day = today().isoformat()
    paragraphs = ["示例新停车办法", "第一条 停车。", "第二条 本办法自公布之日起施行。"]
    package = publish(
        {"paragraphs": paragraphs, "text_source": "issuer"},
        title="示例新停车办法",
        date_published=day,
        date_effective=day,
    )
    outbox.drain()
    return package


def test_who_follows_a_document_is_told_once_of_its_change(person, changing):
    call("ankang_library_follow_create", person, document=changing["name"])
    telling.tell(None, {})
    telling.tell(None, {})
    assert sum("示例新停车办法：" in title for title in told(person)) == 1


def test_who_follows_an_issuer_is_told_of_its_new_document(people, changing):
    call("ankang_library_follow_create", people.member, question={"issuer": [changing["issuer"]]})
    telling.tell(None, {})
    assert "新入库：示例新停车办法" in told(people.member)


def test_who_began_to_follow_afterwards_is_not_told(people, changing):
    followed = call("ankang_library_follow_create", people.stranger, document=changing["name"])
    model.Session.get(Follow, followed["id"]).created += timedelta(days=1)
    model.Session.commit()
    telling.tell(None, {})
    assert told(people.stranger) == []


def test_the_page_lists_what_is_followed_and_ends_it(app, regulation):
    person = factories.UserWithToken()
    signed = {"headers": {"Authorization": person["token"]}}
    asked = {"document": regulation.id}
    page = app.post("/follows", data=asked, follow_redirects=True, **signed)
    assert regulation.title in page.body
    followed = call("ankang_library_follow_list", person)[0]
    page = app.post("/follows/delete", data={"id": followed["id"]}, follow_redirects=True, **signed)
    assert "您还没有关注任何文件或检索" in page.body


def test_who_is_not_signed_in_is_led_to_the_login(app):
    answer = app.get("/follows", follow_redirects=False)
    assert "/user/login" in answer.location
