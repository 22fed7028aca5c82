"""`ankang_library_search` as people and pages use it: titles, numbers, articles, days."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from ckan import model, plugins
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.ankang.documents.publication import store
from ckanext.ankang.jobs import outbox
from ckanext.ankang.search.interfaces import ILibrary

# Of this test run alone: the database is kept between runs.
MARK = f"示例{uuid4().hex[:6]}"
SERIAL = str(uuid4().int)[:4].replace("0", "1")
NUMBER = f"示政发〔2019〕{SERIAL}号"
ARTICLES = [
    "第一条 为了规范停车泊位管理，制定本办法。",
    "第二条 占用盲道停放的，处二百元罚款。",
    "第三条 收费标准由价格主管部门核定。",
    "第四条 本办法自2020年1月1日起施行。",
]


def a_document(title: str, articles: list[str] | None = None, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = call_action(
        "package_create",
        type="document",
        name=f"wenjian-{uuid4().hex[:12]}",
        title=title,
        owner_org=factories.Organization()["id"],
        **{"kind": "normative", "issuer": f"{MARK}局", "date_published": "2019-12-01", **fields},
    )
    if articles:
        paragraphs = [title, *articles]
        store({"package": made, "document": {"paragraphs": paragraphs, "version_id": None}})
        model.Session.commit()
    return made


def search(**asked: Any) -> dict[str, Any]:
    return call_action("ankang_library_search", {"ignore_auth": False, "user": ""}, **asked)


def names(**asked: Any) -> list[str]:
    return [found["name"] for found in search(rows=100, **asked)["results"]]


@pytest.fixture(scope="module")
def parking() -> dict[str, Any]:
    made = a_document(f"{MARK}停车泊位管理办法", ARTICLES, document_number=NUMBER)
    outbox.drain()
    return made


@pytest.mark.parametrize("scope", ["all", "title"])
@pytest.mark.parametrize(
    "question", ["停车泊位", "管理办法", "办法", "tingche", f"{MARK}停车泊位管理办法"]
)
def test_a_title_is_found_by_any_of_its_words(
    parking: dict[str, Any], question: str, scope: str
) -> None:
    assert parking["name"] in names(q=question, scope=scope, issuer=f"{MARK}局")


@pytest.mark.parametrize("scope", ["all", "number"])
@pytest.mark.parametrize(
    "question",
    [
        *("示政发〔2019〕{}号", "示政发[2019]{}号", "示政发（2019）{}号", "示政发【2019】{}号"),
        *("示政发﹝2019﹞{} 号", "〔2019〕{}", "2019年{}号", "{}号", "示政发 〔 2019 〕 第{}号"),
    ],
)
def test_a_number_is_found_in_any_form(parking: dict[str, Any], question: str, scope: str) -> None:
    assert names(q=question.format(SERIAL), scope=scope)[:1] == [parking["name"]]


def test_an_article_is_shown_in_place(parking: dict[str, Any]) -> None:
    [found] = search(q="盲道罚款", issuer=f"{MARK}局")["results"]
    best = found["hits"][0]
    assert best["anchor"] == "article-2"
    assert best["heading"] == "第二条"
    assert "占用盲道停放" in best["excerpt"]
    assert {best["excerpt"][start:end] for start, end in best["marks"]} == {"盲道", "罚款"}


def test_words_of_the_text_are_not_looked_for_in_titles(parking: dict[str, Any]) -> None:
    assert parking["name"] not in names(q="盲道", scope="title")
    assert parking["name"] in names(q="盲道", scope="text")


def test_some_of_the_words_find_something_that_says_so(parking: dict[str, Any]) -> None:
    found = search(q="盲道 航天飞机 潜水艇", issuer=f"{MARK}局")
    assert found["relaxed"] is True
    assert [one["name"] for one in found["results"]] == [parking["name"]]


def test_what_nobody_wrote_is_not_found(parking: dict[str, Any]) -> None:
    found = search(q="qqqzzzxxx")
    assert (found["count"], found["results"], found["relaxed"]) == (0, [], False)


def test_signs_alone_find_nothing() -> None:
    assert search(q="？！")["count"] == 0


def test_a_document_without_text_is_found_by_its_title(parking: dict[str, Any]) -> None:
    made = a_document(f"{MARK}没有正文的通知")
    outbox.drain()
    assert made["name"] in names(q="没有正文的通知")


def test_a_private_document_is_not_in_the_library(parking: dict[str, Any]) -> None:
    made = a_document(f"{MARK}尚未公开的通知", ARTICLES)
    outbox.drain()
    assert made["name"] in names(q="尚未公开的通知")
    call_action("package_patch", id=made["id"], private=True)
    outbox.drain()
    assert made["name"] not in names(q="尚未公开的通知")


@pytest.mark.parametrize("action", ["package_delete", "dataset_purge"])
def test_what_is_removed_is_no_longer_found(action: str) -> None:
    made = a_document(f"{MARK}将要删除的通知", ARTICLES)
    outbox.drain()
    call_action(action, id=made["id"])
    outbox.drain()
    assert made["name"] not in names(q="将要删除的通知")


def test_datasets_are_not_in_the_library(complete_package: Callable[..., dict[str, Any]]) -> None:
    package = complete_package(owner_org=factories.Organization()["id"], title=f"{MARK}数据集合")
    call_action("package_create", **package)
    outbox.drain()
    assert package["name"] not in names(q="数据集合")


def test_counts_of_a_field_ignore_what_is_chosen_of_it() -> None:
    issuer = f"{MARK}委"
    for kind, year in (("normative", 2019), ("normative", 2021), ("other", 2021)):
        a_document(f"{MARK}计数", kind=kind, issuer=issuer, date_published=f"{year}-05-01")
    outbox.drain()
    found = search(issuer=issuer, kind="normative")
    assert found["count"] == 2
    assert {one["value"]: one["count"] for one in found["facets"]["kind"]} == {
        "normative": 2,
        "other": 1,
    }
    assert found["facets"]["kind"][0]["label"] == "行政规范性文件"
    assert [(one["value"], one["count"]) for one in found["facets"]["year"]] == [
        ("2021", 1),
        ("2019", 1),
    ]


def test_without_words_the_newest_comes_first_and_pages_follow() -> None:
    issuer = f"{MARK}院"
    for day in ("2001-01-01", "2003-01-01", "2002-01-01"):
        a_document(f"{MARK}{day[:4]}年", issuer=issuer, date_published=day)
    outbox.drain()
    pages = [search(issuer=issuer, start=start, rows=1) for start in range(3)]
    days = [page["results"][0]["date_published"] for page in pages]
    assert days == ["2003-01-01", "2002-01-01", "2001-01-01"]
    assert {page["count"] for page in pages} == {3}


class States(plugins.SingletonPlugin):
    """Hands over intervals as the room `validity` does."""

    plugins.implements(ILibrary, inherit=True)

    def get_library_intervals(self, package_id: str) -> list[dict[str, Any]]:
        days = [None, "2020-01-01", "2024-06-01", None]
        states = [("not_yet", []), ("partly", ["ending"]), ("lapsed", [])]
        return [
            {"state": state, "flags": flags, "day_from": days[n], "day_until": days[n + 1]}
            for n, (state, flags) in enumerate(states)
        ]


@pytest.fixture
def judged() -> dict[str, Any]:
    """A document whose state changes on 2020-01-01 and on 2024-06-01."""
    made = a_document(f"{MARK}有期限的办法", ARTICLES, issuer=f"{MARK}{uuid4().hex[:6]}厅")
    service = plugins.core._PLUGINS_SERVICE
    service["ankang_test_states"] = States(name="ankang_test_states")
    try:
        outbox.drain()
    finally:
        del service["ankang_test_states"]
    return made


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("1990-01-01", "not_yet"),
        ("2019-12-31", "not_yet"),
        ("2020-01-01", "partly"),
        ("2024-05-31", "partly"),
        ("2024-06-01", "lapsed"),
        ("2090-01-01", "lapsed"),
    ],
)
def test_the_state_is_that_of_the_day_asked_for(
    judged: dict[str, Any], day: str, state: str
) -> None:
    found = search(issuer=judged["issuer"], as_of=day)
    assert found["as_of"] == day
    assert found["results"][0]["force"] == state
    counted = {one["value"]: one["count"] for one in found["facets"]["force"]}
    assert counted == {"effective": int(state == "partly"), state: 1}


def test_in_force_means_in_whole_or_part(judged: dict[str, Any]) -> None:
    asked = {"issuer": judged["issuer"], "force": "effective"}
    assert search(as_of="2022-01-01", **asked)["count"] == 1
    assert search(as_of="2022-01-01", flag="ending", **asked)["count"] == 1
    assert search(as_of="2025-01-01", **asked)["count"] == 0


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [("2024-06-01", "2024-06-01", 1), ("2020-01-02", "2024-05-31", 0), ("", "2020-01-01", 1)],
)
def test_documents_are_found_by_the_days_on_which_they_change(
    judged: dict[str, Any], first: str, last: str, count: int
) -> None:
    assert search(issuer=judged["issuer"], changed_from=first, changed_to=last)["count"] == count


def test_what_nobody_judged_is_not_in_force(parking: dict[str, Any]) -> None:
    [found] = search(q=NUMBER)["results"]
    assert found["force"] == "unverified"
    assert search(q=NUMBER, force="effective")["count"] == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("force", "gone"),
        ("flag", "red"),
        ("scope", "all over"),
        ("as_of", "2024-02-31"),
        ("start", -1),
    ],
)
def test_a_wrong_parameter_is_refused_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(tk.ValidationError) as refused:
        search(**{name: value})
    assert list(refused.value.error_dict) == [name]
