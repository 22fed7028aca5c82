"""The ten questions that people bring to the library (process.md 3), each answered by its page."""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def action(base: str, name: str, **query: Any) -> Any:
    address = f"{base}/api/3/action/{name}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(address, timeout=30) as answer:
        return json.load(answer)["result"]


@pytest.fixture(scope="session")
def named(base: str) -> Callable[[str], dict[str, Any]]:
    """The document of the demonstration that has exactly this title."""

    def find(title: str) -> dict[str, Any]:
        found = action(base, "package_search", q=title, fq="dataset_type:document", rows=50)
        return next(one for one in found["results"] if one["title"] == title)

    return find


@pytest.fixture
def show(visit: Any, screenshot: Callable[..., None]) -> Callable[..., Any]:
    """Open a page of the library; it loads without complaint and scrolls in one direction only."""

    def open_(path: str, name: str) -> Any:
        status = visit.open(path)
        visit.settle()
        screenshot(visit.page, f"library-{name}")
        assert status == 200
        assert visit.complaints == []
        assert visit.page.evaluate(OVERFLOW) <= 0
        return visit.page

    return open_


def test_which_regulation_holds_for_the_self_employed(
    show: Callable[..., Any], named: Callable[..., Any]
) -> None:
    """个体户现在按哪个条例？"""
    page = show("/document/?q=" + urllib.parse.quote("个体户") + "&section=higher", "question-1")
    today, gone = named("促进个体工商户发展条例"), named("个体工商户条例")
    expect(page.locator(f"a[href='/document/{today['name']}']").first).to_be_visible()
    assert page.locator(f"h2 a[href='/document/{gone['name']}']").count() == 0

    page = show(f"/document/{today['name']}", "question-1-today")
    expect(page.locator("#force")).to_contain_text("现行有效")
    expect(page.locator("#force")).to_contain_text("2022年11月1日")

    page = show(f"/document/{gone['name']}", "question-1-gone")
    expect(page.locator("#force")).to_contain_text("已废止")
    link = page.locator("#force a", has_text="第三十九条").first
    expect(link).to_be_visible()
    link.click()
    expect(page.locator("#article-39")).to_contain_text("个体工商户条例")


def test_what_an_article_says_today_and_since_when(
    show: Callable[..., Any], named: Callable[..., Any]
) -> None:
    """农药条例第六十条现在还罚多少？"""
    document = named("农药管理条例")
    page = show(f"/doc/{document['name']}/" + urllib.parse.quote("第六十条"), "question-2")
    expect(page.locator("#article-60")).to_contain_text("罚款")
    expect(page.locator("#force")).to_contain_text("现行文本")
    expect(page.locator("main")).to_contain_text("参考文本")
    expect(page.locator("#cite")).to_contain_text("施行的文本")
    expect(page.locator("#timeline")).to_contain_text("第六十条")


def test_what_is_out_of_force_is_shown_only_when_asked_for(
    show: Callable[..., Any], named: Callable[..., Any]
) -> None:
    """低保怎么申请？ and whatever else: nothing out of force unless asked for."""
    gone = named("个体工商户条例")
    words = urllib.parse.quote(gone["title"])
    page = show(f"/document/?q={words}&section=higher", "question-4")
    assert page.locator(f"h2 a[href='/document/{gone['name']}']").count() == 0
    page = show(f"/document/?q={words}&section=higher&force=all", "question-4-all")
    expect(page.locator(f"h2 a[href='/document/{gone['name']}']")).to_be_visible()


def test_an_article_answers_a_question_in_place(show: Callable[..., Any]) -> None:
    """低保怎么申请？"""
    words = urllib.parse.quote("申请最低生活保障")
    page = show(f"/document/?q={words}&section=higher", "question-4-articles")
    hit = page.locator(".ankang-library-hit a").first
    expect(hit).to_have_text(re.compile("^第.+条"))
    hit.click()
    expect(page.locator(":target")).to_be_visible()


def test_which_article_held_on_a_day(show: Callable[..., Any], named: Callable[..., Any]) -> None:
    """2024年12月31日烈士褒扬金哪条算？"""
    document = named("烈士褒扬条例")
    place = urllib.parse.quote("第十四条")
    page = show(f"/doc/{document['name']}/{place}?on=2024-12-31", "question-5")
    expect(page.locator("#article-14")).to_contain_text("烈士褒扬金")
    expect(page.locator("#force")).to_contain_text("自2025年1月1日起施行的新文本已公布")


def test_where_an_article_is_now(show: Callable[..., Any], named: Callable[..., Any]) -> None:
    """《国际海运条例》第二十一条现在是哪条？"""
    document = named("中华人民共和国国际海运条例")
    page = show(f"/doc/{document['name']}/" + urllib.parse.quote("第二十一条"), "question-7")
    notice = page.locator("main", has_text="条文序号变过")
    expect(notice).to_be_visible()
    page.get_by_role("link", name="第十八条").first.click()
    expect(page.locator("#timeline")).to_contain_text("只是序号变了，文字未变")


def test_a_day_is_chosen_on_the_page(show: Callable[..., Any], named: Callable[..., Any]) -> None:
    page = show(f"/document/{named('烈士褒扬条例')['name']}", "document")
    page.get_by_label("看哪一天的效力和文本").fill("2024-12-31")
    page.get_by_role("button", name="查看", exact=True).click()
    page.wait_for_url("**on=2024-12-31**")
    expect(page.locator("#force")).to_contain_text("2024年12月31日的情况")


def test_an_address_that_is_none_says_what_to_write(visit: Any, named: Callable[..., Any]) -> None:
    name = named("烈士褒扬条例")["name"]
    assert visit.open(f"/doc/{name}/" + urllib.parse.quote("第九百条")) == 404
    expect(visit.page.locator("main")).to_contain_text("只有第一条到第")
