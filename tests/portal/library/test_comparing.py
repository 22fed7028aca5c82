"""Two texts compared: by the action, on the page, and what an article is today."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp

from ckanext.ankang.documents import publication
from ckanext.ankang.documents.text.numbers import chinese

OPEN = "公共图书馆应当免费向社会公众开放阅览室，开放时间每周不得少于五十六小时。"
LONGER = OPEN.replace("五十六", "六十三")
PARKING = "停车场经营者应当在显著位置公示收费标准。"
DOGS = "饲养犬只的居民应当到公安机关办理养犬登记。"
END = "本办法自公布之日起施行。"

Make = Callable[..., dict[str, Any]]


def article_lines(*articles: str) -> list[str]:
    return [f"第{chinese(at)}条 {words}" for at, words in enumerate(articles, start=1)]


@pytest.fixture
def document() -> Make:
    """Makes a public document with texts, each a day and its articles."""

    def make(title: str, *texts: tuple[str, list[str]], **fields: Any) -> dict[str, Any]:
        package = factories.Dataset(
            type="document",
            name=f"wenjian-{uuid.uuid4().hex[:12]}",
            title=title,
            kind="other",
            issuer="示例市人民政府",
            owner_org=factories.Organization()["id"],
            **fields,
        )
        sent = [
            {"paragraphs": article_lines(*articles), "day_from": day} for day, articles in texts
        ]
        publication.store({"package": package, "document": {"texts": sent}})
        model.Session.commit()
        return package

    return make


@pytest.fixture
def amended(document: Make) -> dict[str, Any]:
    """A document of three texts; the last one does not hold yet."""
    return document(
        "示例市公共服务管理办法",
        ("2020-01-01", [OPEN, PARKING, END]),
        ("2023-07-20", [DOGS, LONGER, PARKING, END]),
        ("2999-01-01", [DOGS, PARKING, END]),
    )


def compare(**texts: Any) -> dict[str, Any]:
    return helpers.call_action("ankang_document_comparison_show", {"user": ""}, **texts)


def relations(compared: dict[str, Any]) -> list[str]:
    return [row["relation"] for row in compared["rows"]]


def test_two_texts_of_a_document_are_compared(amended: dict[str, Any]) -> None:
    texts = {"from": {"id": amended["id"], "number": 1}, "to": {"id": amended["id"], "number": 2}}
    compared = compare(**texts)
    assert relations(compared) == ["added", "changed", "renumbered", "renumbered"]
    assert [p["after"] for p in compared["rows"][1]["pieces"] if p["kind"] == "inserted"] == [
        "六十三"
    ]
    assert (compared["counts"]["renumbered"], compared["counts"]["removed"]) == (2, 0)


def test_without_numbers_the_last_text_is_compared_with_the_one_before_it(
    amended: dict[str, Any],
) -> None:
    compared = compare(**{"from": amended["name"]})
    assert (compared["from"]["number"], compared["to"]["number"]) == (2, 3)


def test_two_documents_are_compared(amended: dict[str, Any], document: Make) -> None:
    other = document("示例市公共服务促进办法", ("2024-01-01", [PARKING, END]))
    compared = compare(**{"from": f"{amended['name']}@1", "to": other["name"]})
    assert relations(compared) == ["removed", "renumbered", "renumbered"]


@pytest.mark.parametrize("number", [0, 4, "x"])
def test_a_text_that_is_not_there_is_named(amended: dict[str, Any], number: Any) -> None:
    with pytest.raises((tk.ObjectNotFound, tk.ValidationError), match=f"{number}|文本序号"):
        compare(**{"from": {"id": amended["id"], "number": number}})


def test_a_document_that_one_may_not_see_cannot_be_compared(
    amended: dict[str, Any], document: Make
) -> None:
    hidden = document("示例市内部办法", ("2024-01-01", [PARKING, END]), private=True)
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action(
            "ankang_document_comparison_show",
            {"user": "", "ignore_auth": False},
            **{"from": amended["name"], "to": hidden["name"]},
        )


def successor(id: str, number: int, anchor: str) -> dict[str, Any]:
    asked = {"id": id, "number": number, "anchor": anchor}
    return helpers.call_action("ankang_document_article_successor_show", {"user": ""}, **asked)


def test_an_article_is_found_in_the_text_that_holds_today(amended: dict[str, Any]) -> None:
    found = successor(amended["id"], 1, "article-2")
    assert [one["heading"] for one in found["today"]["articles"]] == ["第三条"]
    assert (found["today"]["number"], found["today"]["same_words"]) == (2, True)
    assert [step["relation"] for step in found["steps"]] == ["renumbered", "renumbered"]


def test_a_changed_article_says_so(amended: dict[str, Any]) -> None:
    found = successor(amended["id"], 1, "article-1")
    assert (found["today"]["same_words"], found["steps"][-1]["articles"]) == (False, [])


def test_an_article_that_is_not_there_is_named(amended: dict[str, Any]) -> None:
    with pytest.raises(tk.ObjectNotFound, match="article-99"):
        successor(amended["id"], 1, "article-99")


def test_the_page_shows_what_went_and_came(app: CKANTestApp, amended: dict[str, Any]) -> None:
    page = app.get(f"/document/{amended['name']}/compare?from=1&to=2").body
    assert "<del>五十六</del>" in page
    assert "<ins>六十三</ins>" in page
    assert "第二条 → 第三条" in page


def test_unchanged_articles_are_shown_when_asked_for(app: CKANTestApp, document: Make) -> None:
    package = document(
        "示例市某办法", ("2020-01-01", [OPEN, PARKING]), ("2021-01-01", [OPEN, DOGS])
    )
    address = f"/document/{package['name']}/compare"
    assert OPEN not in app.get(address).body
    assert OPEN in app.get(f"{address}?show=all").body


def test_another_document_is_found_by_its_address_and_the_older_one_stands_left(
    app: CKANTestApp, document: Make
) -> None:
    new = document("示例市停车办法", ("2024-01-01", [PARKING, END]), date_published="2024-01-01")
    old = document("示例市旧办法", ("2020-01-01", [PARKING]), date_published="2020-01-01")
    answer = app.get(
        f"/document/{old['name']}/compare?other=https://example.com/document/{new['name']}",
        follow_redirects=False,
    )
    assert answer.headers["Location"].endswith(f"?from={old['name']}&to={new['name']}")


@pytest.mark.ckan_config("ckanext.ankang.documents.compared_pieces", 100)
def test_a_text_too_long_to_be_compared_says_so(app: CKANTestApp, document: Make) -> None:
    package = document("示例市长文办法", ("2020-01-01", [OPEN] * 101))
    page = app.get(f"/document/{package['name']}/compare", status=404).body
    assert "超过了可以比较的 100 条" in page


def test_a_document_of_one_text_asks_for_another(app: CKANTestApp, document: Make) -> None:
    package = document("示例市独文办法", ("2020-01-01", [OPEN]))
    assert "只有一个文本" in app.get(f"/document/{package['name']}/compare").body


@pytest.mark.parametrize("query", ["from=9&to=1", "from=x@y", "to=meiyou"])
def test_an_address_that_means_nothing_is_not_found(
    app: CKANTestApp, amended: dict[str, Any], query: str
) -> None:
    assert app.get(f"/document/{amended['name']}/compare?{query}", status=404)
