"""A clerk brings a workbook to the public page through all reviews, by keyboard alone, in Chinese."""

import io
import re
import urllib.parse
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from ckanext.ankang.catalogue.days import today
from ckanext.ankang.review.profiles import profiles

# Milliseconds for an answer: a small machine with everything on it is not measured here.
PATIENCE = 30_000


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = Workbook()
    for line in (
        ["线路编号", "线路名称", "开通日期"],
        ["1", "一路", "2020-01-01"],
        ["2", "二路", "2022-12-01"],
    ):
        book.active.append(line)
    path = tmp_path / f"安康市公交线路{uuid4().hex[:6]}.xlsx"
    book.save(path)
    return path


def draft(clerk: Any, path: Path) -> str:
    """From the file on the desk to a draft that has been read; the address of its page."""
    clerk.open("/")
    clerk.press("link", "提交数据")
    clerk.page.get_by_label("把文件拖到这里，或选择文件").set_input_files(path)
    clerk.press("button", "上传并开始")
    clerk.page.wait_for_url(re.compile(r"/draft/[0-9a-f-]{36}"))
    expect(clerk.page.get_by_text("共 2 行").first).to_be_visible(timeout=90_000)
    return urllib.parse.urlsplit(clerk.page.url).path


def fill_in(clerk: Any, title: str) -> None:
    expect(clerk.page.get_by_label("名称").first).not_to_have_value("", timeout=PATIENCE)
    clerk.write("名称", title)
    clerk.write("摘要", "安康市各公交线路的名称和开通日期，取自运输管理台账。")
    clerk.choose("更新周期", "每年")
    clerk.choose("开放属性", "无条件开放")
    clerk.write("联系科室", "运输科")
    expect(clerk.page.locator("[data-ak-saved]")).to_contain_text("已保存", timeout=PATIENCE)
    clerk.press("button", "保存并预览")
    expect(clerk.page.get_by_text("这是预览")).to_be_visible(timeout=PATIENCE)
    clerk.press("link", "提交审核")


def hand_in(clerk: Any, profile: str) -> None:
    clerk.page.get_by_role("radio", name=re.compile(f"^{profile} ")).focus()
    clerk.page.keyboard.press("Space")
    clerk.press("button", "提交审核")
    expect(clerk.page.get_by_text("已提交审核")).to_be_visible(timeout=PATIENCE)


def on_the_public_page(clerk: Any, title: str, path: Path) -> None:
    """The dataset is found, read and downloaded by anybody."""
    reader = clerk.page.context.browser.new_context(
        locale="zh-CN", accept_downloads=True
    ).new_page()
    # Links that repeat the question name the title too, before the index has the dataset.
    found = reader.locator("#content a:not([href*='?'])", has_text=title).first
    for _ in range(30):
        reader.goto(f"{clerk.base}/dataset/?q={urllib.parse.quote(title)}")
        if found.count():
            break
        reader.wait_for_timeout(1_000)
    found.press("Enter")
    # The heading of the list says the title, too, in a sentence.
    page = reader.get_by_role("heading", name=title, level=1, exact=True)
    expect(page).to_be_visible(timeout=PATIENCE)
    download = reader.get_by_role("link", name=re.compile("^下载")).first
    for _ in range(30):
        # The verdict, and with it the download, is shown once the job `quality.load` has written it.
        if download.count():
            break
        reader.wait_for_timeout(1_000)
        reader.reload()
    with reader.expect_download() as started:
        download.press("Enter")
    assert started.value.suggested_filename == path.name
    assert io.BytesIO(Path(started.value.path()).read_bytes()).read() == path.read_bytes()
    reader.context.close()


def posts_of(profile: str) -> list[str]:
    return [step.posts[0] for step in profiles()[profile].steps]


def test_a_workbook_goes_through_all_reviews_to_the_public_page(hire: Any, workbook: Path) -> None:
    clerk = hire("clerk", second_factor=False)
    title = workbook.stem
    draft(clerk, workbook)
    fill_in(clerk, title)
    hand_in(clerk, "标准")
    for post in posts_of("standard"):
        hire(post).sign(title)
    on_the_public_page(clerk, title, workbook)


def test_a_small_bureau_publishes_with_three_people(
    hire: Any, workbook: Path, administration: Any, department: str
) -> None:
    granted = {"profile": "small", "department": department, "ground": "人员少，经平台同意（示例）"}
    days = {"starts": str(today()), "ends": str(today() + timedelta(days=180))}
    administration.ask("ankang_profile_grant", **granted, **days)
    clerk = hire("clerk", second_factor=False)
    title = workbook.stem
    draft(clerk, workbook)
    fill_in(clerk, title)
    hand_in(clerk, "小单位")
    people: dict[str, Any] = {}
    for post in posts_of("small"):
        people[post] = people.get(post) or hire(post)
        people[post].sign(title)
    on_the_public_page(clerk, title, workbook)


def test_the_remove_button_of_repeating_entries_works_in_chinese(
    hire: Any, workbook: Path, screenshot: Any
) -> None:
    clerk = hire("clerk", second_factor=False)
    path = draft(clerk, workbook)
    clerk.choose("开放属性", "不予开放")
    for number in range(2):
        clerk.press("button", "添加一条")
        clerk.page.locator("[name$=-document]").nth(number).fill(f"第{number + 1}部条例")
        clerk.page.locator("[name$=-article]").nth(number).fill("第一条")
    expect(clerk.page.locator("html")).to_have_attribute("lang", "zh-Hans-CN")
    screenshot(clerk.page, "draft-grounds")
    clerk.page.get_by_role("button", name=re.compile("^移除 ?“依据”")).first.focus()
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.locator("[name$=-document]")).to_have_count(1)
    expect(clerk.page.locator("[data-ak-saved]")).to_contain_text("已保存", timeout=PATIENCE)
    clerk.page.wait_for_timeout(3_000)
    clerk.open(path)
    expect(clerk.page.locator("[name=openness_grounds-0-document]")).to_have_value("第2部条例")


def test_the_pages_of_a_draft_are_seen(
    hire: Any, workbook: Path, screenshot: Any, view: str
) -> None:
    clerk = hire("clerk", second_factor=False)
    clerk.page.set_viewport_size(
        {"width": 390, "height": 844} if view == "phone" else {"width": 1280, "height": 900}
    )
    clerk.open("/draft")
    screenshot(clerk.page, "draft-list-empty")
    clerk.open("/draft/new")
    screenshot(clerk.page, "draft-new")
    path = draft(clerk, workbook)
    for name, address in (
        ("draft", path),
        ("draft-submit", f"{path}/submit"),
        ("draft-preview", f"{path}/preview"),
        ("draft-list", "/draft"),
    ):
        clerk.open(address)
        wide = clerk.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, name
        screenshot(clerk.page, name)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A workbook with somebody's number in a cell."""
    book = Workbook()
    book.active.append(["线路编号", "线路名称", "开通日期", "备注"])
    for number in range(1, 61):
        book.active.append([str(number), f"{number}路", "2020-01-01", ""])
    book.active["D9"] = "11010519491231002X"
    path = tmp_path / f"安康市公交线路{uuid4().hex[:6]}.xlsx"
    book.save(path)
    return path


def test_where_a_workbook_stands_that_is_not_public_yet(hire: Any, workbook: Path) -> None:
    """我传了 Excel，为什么没上线？ It is at a step, with somebody, since a moment, of twenty days."""
    clerk, head = hire("clerk", second_factor=False), hire("section_head", second_factor=False)
    draft(clerk, workbook)
    fill_in(clerk, workbook.stem)
    clerk.page.get_by_label("信息形成日期").fill(str(today()))
    hand_in(clerk, "标准")
    clerk.open("/workbench")
    task = clerk.page.locator("#under_way li", has_text=workbook.stem)
    expect(task).to_contain_text("初审")
    task.get_by_role("link").press("Enter")
    turn = clerk.page.locator("section", has=clerk.page.locator("#turn"))
    expect(turn).to_contain_text("现在的环节：初审", timeout=PATIENCE)
    expect(turn).to_contain_text(head.name)
    expect(turn).to_contain_text("最近一次办理")
    expect(turn).to_contain_text(re.compile("法定公开期限.+还有 20 个工作日"))


def test_what_is_wrong_with_a_workbook_that_cannot_be_handed_in(hire: Any, broken: Path) -> None:
    """我传了 Excel，为什么没上线？ Each finding with row, cell and remedy; «改好再传»."""
    clerk = hire("clerk", second_factor=False)
    clerk.open("/draft/new")
    clerk.page.set_input_files("#upload", broken)
    clerk.press("button", "上传并开始")
    clerk.page.wait_for_url(re.compile(r"/draft/[0-9a-f-]{36}"))
    files = clerk.page.locator("#files")
    expect(files).to_contain_text("个人信息", timeout=90_000)
    expect(files).to_contain_text("“备注”列有 1 个单元格含身份证号，最先出现在第 9 行")
    expect(files).to_contain_text("请删除该列或脱敏后重新提交")
    with clerk.page.expect_download() as started:
        files.get_by_role("link", name=re.compile("^下载带批注的工作簿")).press("Enter")
    notes = load_workbook(io.BytesIO(Path(started.value.path()).read_bytes())).worksheets
    assert any(cell.comment for sheet in notes for row in sheet.iter_rows() for cell in row)
    book = load_workbook(broken)
    book.active["D9"] = None
    book.save(broken)
    # A file that is put here is sent at once.
    clerk.page.get_by_label(re.compile("^改好的文件")).set_input_files(broken)
    expect(files).to_contain_text("第 2 版", timeout=90_000)
    expect(files).to_contain_text("数据有效", timeout=90_000)
