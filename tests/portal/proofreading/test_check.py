"""Wording by the action, the page snippet and the settings."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.lib.helpers import helper_functions as h
from ckan.tests import factories
from ckan.tests.helpers import call_action, call_auth

from ckanext.ankang.proofreading import config

OWN_RULES = Path(__file__).parents[2] / "samples" / "proofreading" / "own_rules_of_a_city.yaml"
Setting = Callable[[str, Any], None]


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Setting:
    """Changes a setting of the room for one test."""

    def change(name: str, value: Any) -> None:
        monkeypatch.setitem(tk.config, f"ckanext.ankang.proofreading.{name}", value)

    return change


def check(**asked: Any) -> dict[str, Any]:
    return call_action("ankang_proofreading_check", **asked)


def test_a_text_is_answered_with_place_suggestion_and_source() -> None:
    report = check(text="要认真布署防汛工作")

    [hit] = report["hits"]
    assert (hit["start"], hit["end"], hit["found"], hit["suggestion"]) == (3, 5, "布署", "部署")
    assert hit["sentence"] == "第 1 段“布署”有误，应为“部署”。"
    assert hit["source"] == "《现代汉语词典》（第 7 版）"
    assert report["counts"] == {"error": 1, "warning": 0, "note": 0}
    json.dumps(report)


def test_a_text_is_judged_by_its_day() -> None:
    assert check(text="报国土资源部批准", day="2017-01-01")["hits"] == []
    assert len(check(text="报国土资源部批准", day="2020-01-01")["hits"]) == 1


def test_a_public_dataset_is_answered_by_field(
    open_case: Callable[..., Any],
    approved_source: Callable[..., Any],
    complete_package: Callable[..., Any],
) -> None:
    opened = open_case(approved_source(), complete_package(title="防汛布署清单"))

    [hit] = check(package_id=opened["published"][0])["hits"]

    assert (hit["path"], hit["label"], hit["found"]) == (["title"], "名称", "布署")


def test_a_revision_is_checked_for_who_may_read_it() -> None:
    person, stranger = factories.User(), factories.User()
    department = factories.Organization(users=[{"name": person["name"], "capacity": "editor"}])
    revision = call_action(
        "ankang_revision_create",
        {"user": person["name"], "ignore_auth": False},
        owner_org=department["id"],
        title="防汛布署清单",
    )

    def check_as(name: str) -> dict[str, Any]:
        context = {"user": name, "ignore_auth": False}
        return call_action("ankang_proofreading_check", context, revision=revision["id"])

    assert [hit["found"] for hit in check_as(person["name"])["hits"]] == ["布署"]
    with pytest.raises((tk.ObjectNotFound, tk.NotAuthorized)):
        check_as(stranger["name"])


def test_a_private_matter_is_not_read_for_a_stranger() -> None:
    with pytest.raises(tk.NotAuthorized):
        call_auth("ankang_proofreading_check", {"user": "", "model": None}, text="布署")


@pytest.mark.parametrize("asked", [{}, {"text": "甲", "package_id": "乙"}, {"text": ""}])
def test_one_thing_is_asked_for_at_a_time(asked: dict[str, str]) -> None:
    with pytest.raises(tk.ValidationError, match="一项"):
        check(**asked)


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(tk.ValidationError, match="2026-02-30"):
        check(text="甲", day="2026-02-30")


def test_a_text_that_is_too_long_is_refused_with_both_numbers(setting: Setting) -> None:
    setting("characters", 10)

    with pytest.raises(tk.ValidationError, match="11 个字，一次最多检查 10 个字"):
        check(text="字" * 11)


def test_the_city_s_own_rules_and_leaders_are_added(setting: Setting) -> None:
    setting("rules", str(OWN_RULES))
    setting("leaders", ["示例甲:市委书记"])

    hits = check(text="示列市，市长示例甲布署工作")["hits"]

    assert [(hit["found"], hit["suggestion"]) for hit in hits] == [
        ("示列市", "示例市"),
        ("市长示例甲", "市委书记示例甲"),
        ("布署", "部署"),
    ]


def test_a_leader_that_is_written_wrongly_stops_the_start(setting: Setting) -> None:
    setting("leaders", ["示例甲"])

    with pytest.raises(ValueError, match="姓名:职务"):
        config.book()


def test_the_page_marks_the_place_in_its_context(app: Any) -> None:
    with app.flask_app.test_request_context():
        hits = h.ankang_proofreading_hits({"package": {"title": "<b>要布署工作</b>"}})
        page = str(tk.render_snippet("ankang/proofreading/hits.html", {"hits": hits}))

    assert "<mark>布署</mark>" in page
    assert "<b>" not in page
    assert "应为“部署”" in page
    assert "《现代汉语词典》" in page


def test_a_document_is_judged_by_the_day_it_was_issued(app: Any) -> None:
    package = {"type": "document", "title": "国土资源部的通知", "date_issued": "2017-01-01"}
    text = {"paragraphs": ["报国土资源部批准。", "要认真布署。"]}

    with app.flask_app.test_request_context():
        hits = h.ankang_proofreading_hits({"package": package, "document": text})

    assert [(hit["label"], hit["line"], hit["found"]) for hit in hits] == [("正文", 2, "布署")]


def test_the_page_says_that_nothing_was_found(app: Any) -> None:
    with app.flask_app.test_request_context():
        page = str(tk.render_snippet("ankang/proofreading/hits.html", {"hits": []}))

    assert "没有找到错敏词" in page
