"""Every type of page answers, on a desk and on a phone, and nothing goes wrong while it loads."""

from collections.abc import Callable
from typing import Any

import pytest

PAGES = [
    "home",
    "dataset-list",
    "search-results",
    "no-results",
    "dataset",
    "resource",
    "document-library",
    "document",
    "organization-list",
    "organization",
    "group-list",
    "group",
    "login",
    "validation",
    "quality-score",
    "quality-scores",
    "about",
    "help",
]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_without_complaint_and_without_scrolling_sideways(
    name: str, visit: Any, shown: Any, screenshot: Callable[..., None]
) -> None:
    status = visit.open(shown.paths[name])
    visit.settle()
    screenshot(visit.page, name)
    assert status == 200
    assert visit.complaints == []
    assert visit.page.evaluate(OVERFLOW) <= 0
    assert visit.page.locator("h1").count() == 1
    assert visit.page.get_attribute("html", "lang").startswith("zh")


def test_an_unknown_address_says_so_and_offers_a_way_on(
    visit: Any, screenshot: Callable[..., None]
) -> None:
    status = visit.open("/zhe-ge-ye-mian-bu-cun-zai")
    screenshot(visit.page, "not-found")
    assert status == 404
    assert visit.complaints == []
    assert visit.page.evaluate(OVERFLOW) <= 0
    assert visit.page.locator("#content a, main a").count() > 0


def test_the_administrator_sees_the_sources_of_data(
    administrator: Any, screenshot: Callable[..., None]
) -> None:
    status = administrator.open("/harvest")
    administrator.settle()
    screenshot(administrator.page, "harvest")
    assert status == 200
    assert administrator.complaints == []
    assert administrator.page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("harvest-source", "/harvest/source/ankang_minzheng"),
        ("links", "/links"),
        ("reconciliation", "/reconciliation"),
        ("source-record", "/dataset/{name}/source-record"),
    ],
)
def test_a_page_of_the_keepers_loads_without_complaint_and_without_scrolling_sideways(
    name: str, path: str, administrator: Any, shown: Any, screenshot: Callable[..., None]
) -> None:
    status = administrator.open(path.format(name=shown.dataset["name"]))
    administrator.settle()
    screenshot(administrator.page, name)
    assert status == 200
    assert administrator.complaints == []
    assert administrator.page.evaluate(OVERFLOW) <= 0


def test_a_run_shows_what_it_did_on_desk_and_phone(
    administrator: Any, screenshot: Callable[..., None]
) -> None:
    administrator.open("/harvest/source/ankang_minzheng")
    administrator.page.locator("a[href*='/harvest/run/']").first.click()
    administrator.settle()
    screenshot(administrator.page, "harvest-run")
    assert administrator.page.get_by_role("heading", name="采集计划和结果").count() == 1
    assert administrator.complaints == []
    assert administrator.page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("path", ["/dataset/edit/{name}", "/dataset/new", "/dashboard/datasets"])
def test_a_page_of_work_loads_without_complaint_and_without_scrolling_sideways(
    path: str, administrator: Any, shown: Any
) -> None:
    status = administrator.open(path.format(name=shown.dataset["name"]))
    administrator.settle()
    assert status == 200
    assert administrator.complaints == []
    assert administrator.page.evaluate(OVERFLOW) <= 0


def test_the_sources_of_data_are_closed_to_visitors(visit: Any, base: str) -> None:
    status = visit.open("/harvest")
    assert status in (403, 404) or "/user/login" in visit.page.url


def test_a_printed_document_is_its_text(visit: Any, shown: Any) -> None:
    visit.open(shown.paths["document"])
    visit.page.emulate_media(media="print")
    hidden: list[Any] = visit.page.locator(".ankang-document-contents").all()
    assert not any(element.is_visible() for element in hidden)
    assert visit.page.locator(".ankang-document-text").is_visible()
