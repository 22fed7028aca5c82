"""A clerk brings a workbook to the public page through all reviews, by keyboard alone, in Chinese."""

import io
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyotp
import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ckanext.ankang.review.profiles import profiles

PASSWORD = "Shili-mima-2026"
# Milliseconds for an answer: a small machine with everything on it is not measured here.
PATIENCE = 30_000
# The whole way takes minutes, and is the same on a phone.
AT_THE_DESK = pytest.mark.parametrize("view", ["desktop"], indirect=True)
ASK = """async ([action, said]) => {
    const name = document.querySelector("meta[name=csrf_field_name]").content;
    const token = document.querySelector(`meta[name="${name}"]`).content;
    const answer = await fetch(`/api/3/action/${action}`, {
        method: "POST",
        headers: {"Content-Type": "application/json", "X-CSRFToken": token},
        body: JSON.stringify(said),
    });
    return await answer.json();
}"""


@dataclass
class Desk:
    """The browser of one person, who has no mouse."""

    page: Page
    base: str
    name: str

    def open(self, path: str) -> None:
        self.page.goto(f"{self.base}{path}")

    def press(self, role: Any, name: str) -> None:
        """Go to a control and press Enter; what only a reader hears may follow its name."""
        self.page.get_by_role(role, name=re.compile(f"^{re.escape(name)}( ?“.*)?$")).first.focus()
        self.page.keyboard.press("Enter")

    def tick(self, label: str, nth: int = 0) -> None:
        self.page.get_by_label(label, exact=True).nth(nth).focus()
        self.page.keyboard.press("Space")

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.focus()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def choose(self, label: str, option: str) -> None:
        """Choose in a list by the letters on the keys, which find no Chinese: by its arrows."""
        box = self.page.get_by_label(label).first
        box.focus()
        for _ in range(box.locator("option").count()):
            if box.evaluate("one => one.selectedOptions[0].textContent.trim()") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {option} in {label}")


def ask(page: Page, action: str, **said: Any) -> Any:
    answer = page.evaluate(ASK, [action, said])
    assert answer["success"], (action, answer.get("error"))
    return answer["result"]


@pytest.fixture
def administration(administrator: Any) -> Page:
    administrator.open("/")
    return administrator.page


@pytest.fixture
def department(administration: Page) -> str:
    name = f"shili-{uuid4().hex[:8]}"
    made = ask(administration, "organization_create", name=name, title=f"示例局 {name[-4:]}")
    return str(made["id"])


@pytest.fixture
def hire(
    administration: Page, browser: Browser, base: str, view: str, department: str
) -> Iterator[Any]:
    """Give somebody an account and posts, and let him log in at his own browser."""
    contexts: list[BrowserContext] = []

    def hire_(*posts: str, second_factor: bool = True) -> Desk:
        name = f"shili-{uuid4().hex[:8]}"
        asked = {"name": name, "email": f"{name}@example.com", "fullname": f"示例 {posts[0]}"}
        ask(administration, "user_create", password=PASSWORD, **asked)
        for post in posts:
            ask(administration, "ankang_post_grant", person=name, post=post, department=department)
        context = browser.new_context(
            locale="zh-CN", accept_downloads=True, viewport={"width": 1280, "height": 900}
        )
        contexts.append(context)
        desk = Desk(context.new_page(), base, name)
        desk.open("/user/login")
        desk.page.fill("input[name=login]", name)
        desk.page.fill("input[name=password]", PASSWORD)
        desk.page.keyboard.press("Enter")
        desk.page.wait_for_url(re.compile(r"^(?!.*/user/login)"))
        if second_factor:
            bind(desk)
        return desk

    yield hire_
    for context in contexts:
        context.close()


def bind(desk: Desk) -> None:
    """Bind the second factor, as the phone would."""
    desk.open("/account/second-factor")
    desk.press("button", "开始绑定")
    secret = desk.page.locator("main code").first.inner_text()
    desk.write("手机上显示的 6 位口令", pyotp.TOTP(secret).now())
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("heading", name="已绑定，请抄下备用码")).to_be_visible(
        timeout=PATIENCE
    )


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


def draft(clerk: Desk, path: Path) -> str:
    """From the file on the desk to a draft that has been read; the address of its page."""
    clerk.open("/")
    clerk.press("link", "提交数据")
    clerk.page.get_by_label("把文件拖到这里，或选择文件").set_input_files(path)
    clerk.press("button", "上传并开始")
    clerk.page.wait_for_url(re.compile(r"/draft/[0-9a-f-]{36}"))
    expect(clerk.page.get_by_text("共 2 行").first).to_be_visible(timeout=90_000)
    return urllib.parse.urlsplit(clerk.page.url).path


def fill_in(clerk: Desk, title: str) -> None:
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


def hand_in(clerk: Desk, profile: str) -> None:
    clerk.page.get_by_role("radio", name=re.compile(f"^{profile} ")).focus()
    clerk.page.keyboard.press("Space")
    clerk.press("button", "提交审核")
    expect(clerk.page.get_by_text("已提交审核")).to_be_visible(timeout=PATIENCE)


def sign(desk: Desk, title: str) -> None:
    """Answer the checklist of whose turn it is, and sign."""
    desk.open("/case")
    desk.press("link", title)
    expect(desk.page.get_by_role("heading", name=title, level=1)).to_be_visible(timeout=PATIENCE)
    # The heading stands before the questions have all come.
    desk.page.wait_for_load_state()
    for question in desk.page.get_by_role("radio", name="是", exact=True).all():
        question.press("Space")
        expect(question).to_be_checked()
    for name in ("all-conclusion", "joined-conclusion"):
        if (box := desk.page.locator(f"[name={name}]")).count():
            box.focus()
            desk.page.keyboard.press("ArrowDown")
    if (box := desk.page.locator("[name=proofread]")).count():
        box.focus()
        desk.page.keyboard.press("Space")
    desk.press("button", "签字通过")
    expect(desk.page.get_by_text("已办理")).to_be_visible(timeout=PATIENCE)


def on_the_public_page(clerk: Desk, title: str, path: Path) -> None:
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
    with reader.expect_download() as started:
        download.press("Enter")
    assert started.value.suggested_filename == path.name
    assert io.BytesIO(Path(started.value.path()).read_bytes()).read() == path.read_bytes()
    reader.context.close()


def posts_of(profile: str) -> list[str]:
    return [step.posts[0] for step in profiles()[profile].steps]


@AT_THE_DESK
def test_a_workbook_goes_through_all_reviews_to_the_public_page(hire: Any, workbook: Path) -> None:
    clerk = hire("clerk", second_factor=False)
    title = workbook.stem
    draft(clerk, workbook)
    fill_in(clerk, title)
    hand_in(clerk, "标准")
    for post in posts_of("standard"):
        sign(hire(post), title)
    on_the_public_page(clerk, title, workbook)


@AT_THE_DESK
def test_a_small_bureau_publishes_with_three_people(
    hire: Any, workbook: Path, administration: Page, department: str
) -> None:
    granted = {"profile": "small", "department": department, "ground": "人员少，经平台同意（示例）"}
    days = {"starts": str(date.today()), "ends": str(date.today() + timedelta(days=180))}
    ask(administration, "ankang_profile_grant", **granted, **days)
    clerk = hire("clerk", second_factor=False)
    title = workbook.stem
    draft(clerk, workbook)
    fill_in(clerk, title)
    hand_in(clerk, "小单位")
    people: dict[str, Desk] = {}
    for post in posts_of("small"):
        people[post] = people.get(post) or hire(post)
        sign(people[post], title)
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
