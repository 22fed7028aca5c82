"""Describing columns in a browser: each saved by itself, by keyboard, on a phone as on a desk."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect


@pytest.fixture
def editor(administrator: Any, shown: Any) -> Any:
    """The page of the columns of a public file."""
    administrator.open(f"{shown.paths['resource']}/columns")
    return administrator


def row(visit: Any, number: int) -> Locator:
    return visit.page.locator("tr.ak-column").nth(number)


def describe(visit: Any, number: int, words: str) -> None:
    box = row(visit, number).get_by_label("说明")
    box.fill(words)
    box.press("Enter")


def test_enter_saves_a_column_and_goes_to_the_next(editor: Any, screenshot: Any) -> None:
    describe(editor, 0, "由键盘填写的说明")

    expect(row(editor, 0).get_by_role("status")).to_have_text("已保存")
    expect(row(editor, 1).get_by_label("说明")).to_be_focused()
    screenshot(editor.page, "columns")
    row(editor, 0).get_by_role("button", name="撤销").click()
    expect(row(editor, 0).get_by_role("status")).to_have_text("已撤销")


def test_what_cannot_be_saved_is_told_beside_its_field_and_stays(editor: Any) -> None:
    describe(editor, 0, "请致电13991512345")

    expect(row(editor, 0).locator("[data-ak-fault=description]")).to_contain_text("个人信息")
    expect(row(editor, 0).get_by_label("说明")).to_have_value("请致电13991512345")
    expect(row(editor, 0).get_by_label("说明")).to_be_focused()


def test_the_filter_leaves_the_columns_that_match(editor: Any) -> None:
    name = row(editor, 1).get_attribute("data-ak-name")

    editor.page.get_by_label("筛选").fill(name)

    expect(row(editor, 1)).to_be_visible()
    expect(row(editor, 0)).to_be_hidden()


def test_more_fields_come_when_asked_for_and_are_saved(editor: Any) -> None:
    row(editor, 0).get_by_text("更多").first.click()
    row(editor, 0).get_by_label("显示名称").fill("别的名称")
    row(editor, 0).get_by_role("button", name="保存").click()

    expect(row(editor, 0).get_by_role("status")).to_have_text("已保存")
    row(editor, 0).get_by_role("button", name="撤销").click()
    expect(row(editor, 0).get_by_label("显示名称")).not_to_have_value("别的名称")


def test_the_page_does_not_scroll_sideways_and_complains_of_nothing(editor: Any) -> None:
    editor.settle()

    assert editor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert editor.complaints == []
