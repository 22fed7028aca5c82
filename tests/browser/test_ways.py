"""The ways that people go: by keyboard, from the search box to a result, to a download."""

import urllib.parse
from typing import Any

import pytest

# Links inside sentences and texts are as high as their line; a box is pressed by its label.
TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, select, summary, input")]
    .filter(one => !one.matches("[type=hidden], [type=checkbox]"))
    .filter(one => !one.closest("p, td, .ak-prose li, .ankang-document-text"))
    .filter(one => {
        const box = one.getBoundingClientRect();
        return box.width > 1 && box.height > 1 && box.height < 43.5;
    })
    .map(one => `${one.tagName} ${one.textContent.trim()}`)"""

FOCUS_IS_VISIBLE = """() => {
    const focused = document.activeElement;
    const style = getComputedStyle(focused);
    const box = focused.getBoundingClientRect();
    const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
    return marked && box.width > 1 && box.height > 1;
}"""


def test_the_first_tab_shows_the_way_past_the_menu(visit: Any) -> None:
    visit.open("/")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    assert visit.page.evaluate(FOCUS_IS_VISIBLE)
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("location.hash") == "#content"


def test_the_focus_is_seen_at_every_step(visit: Any) -> None:
    visit.open("/")
    for _step in range(8):
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate(FOCUS_IS_VISIBLE)


def test_every_example_word_finds_something(visit: Any) -> None:
    visit.open("/")
    examples = visit.page.locator(".ak-examples a")
    addresses = [one.get_attribute("href") for one in examples.all()]
    assert addresses
    for address in addresses:
        visit.open(address)
        assert visit.page.locator(".ak-results").first.is_visible(), address


@pytest.mark.parametrize("name", ["home", "search-results", "dataset", "document", "login"])
def test_what_is_pressed_is_large_enough_for_a_finger(name: str, visit: Any, shown: Any) -> None:
    visit.open(shown.paths[name])
    assert visit.page.evaluate(TOO_SMALL) == []


def test_searching_from_home_leads_to_results(visit: Any) -> None:
    visit.open("/")
    box = visit.page.locator("#content input[name=q], main input[name=q]").first
    box.fill("公共交通")
    box.press("Enter")
    visit.page.wait_for_url(lambda url: "q=" in url)
    assert urllib.parse.quote("公共交通") in visit.page.url
    assert "公共交通条例" in visit.page.inner_text("body")
    assert visit.complaints == []


def test_a_word_inside_the_text_finds_the_document(visit: Any) -> None:
    visit.open(f"/document/?section=higher&q={urllib.parse.quote('城市轨道交通')}")
    visit.page.get_by_role("link", name="城市公共交通条例").first.click()
    assert visit.page.locator("#article-3").is_visible()


def test_an_article_has_an_address(visit: Any, shown: Any) -> None:
    visit.open(f"{shown.paths['document']}#article-5")
    assert visit.page.locator("#article-5:target").is_visible()


def test_a_download_keeps_its_chinese_name(visit: Any, shown: Any) -> None:
    visit.open(shown.paths["dataset"])
    link = visit.page.get_by_role("link", name="下载").first
    with visit.page.expect_download() as started:
        link.click()
    name = started.value.suggested_filename
    assert any("一" <= character <= "龥" for character in name), name
    assert name == urllib.parse.unquote(shown.resource["url"].rsplit("/", 1)[1])
