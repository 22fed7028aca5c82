"""Questions of process.md 3 about documents of Ankang: brought in, released and kept by people, then read.

The demonstration has no 行政规范性文件, because none may be invented for a real body: what is published here
is marked 示例, by 市民政局 as the body of the test portal.
"""

import re
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import docx
import pytest
from playwright.sync_api import expect

from ckanext.ankang.catalogue.days import today

PATIENCE = 30_000
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ISSUER = "安康市民政局"
PHONE = "0915-0000000"
TODAY = today()


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass
class Papers:
    """A normative document of the test portal, as it lies on the clerk's desk."""

    word: str
    code: str
    issued: date
    last_day: date | None

    @property
    def title(self) -> str:
        return f"{ISSUER}关于印发示例{self.word}补贴办法的通知"

    @property
    def number(self) -> str:
        return f"安民规〔{self.issued.year}〕{self.serial}号"

    @property
    def serial(self) -> int:
        return int(self.code, 16) % 9000 + 1000

    @property
    def registration(self) -> str:
        return f"安规〔{self.issued.year}〕{self.serial % 1000:03d}-民政局{self.serial // 10:03d}"

    @property
    def interpretation(self) -> str:
        return f"《示例{self.word}补贴办法》解读"

    def lines(self) -> list[str]:
        until = f"，有效期至{chinese(self.last_day)}" if self.last_day else ""
        return [
            self.title,
            self.number,
            "各县（市、区）民政局：",
            f"现将《示例{self.word}补贴办法》印发给你们，请遵照执行。",
            ISSUER,
            chinese(self.issued),
            f"示例{self.word}补贴办法",
            "第一条 为了规范示例补贴的发放，根据《中华人民共和国政府信息公开条例》，制定本办法。",
            "第二条 符合条件的家庭可以向户籍所在地的乡镇人民政府申请示例补贴。",
            f"第三条 本办法自{chinese(self.issued + timedelta(30))}起施行{until}。",
        ]

    def file(self, folder: Path) -> Path:
        """The same as a Word file."""
        book = docx.Document()
        for line in self.lines():
            book.add_paragraph(line)
        path = folder / f"示例补贴办法{self.word}.docx"
        book.save(path)
        return path


@dataclass
class People:
    """Who has to do with the documents of a bureau, each at his own desk."""

    clerk: Any
    head: Any
    office: Any
    keeper: Any


@pytest.fixture(scope="session")
def people(offices: Any, administration: Any) -> People:
    """A clerk, who compares, who releases, and who keeps the status at 市司法局."""
    ask = administration.ask
    bureau, justice = (ask("organization_show", id=name)["id"] for name in ("minzheng", "sifa"))
    days = {"starts": str(TODAY), "ends": str(TODAY + timedelta(days=90))}
    granted = {"profile": "signed", "department": bureau, "ground": "示例"}
    ask("ankang_profile_grant", **granted, **days)
    return People(
        offices.hire(bureau, "clerk", second_factor=False),
        offices.hire(bureau, "section_head"),
        offices.hire(bureau, "office_head"),
        offices.hire(justice, "status_keeper"),
    )


def bring_in(clerk: Any, papers: Papers, folder: Path) -> None:
    """A document from its file: read by the portal, completed and checked by the clerk."""
    clerk.open("/workbench")
    clerk.press("link", "导入文件")
    clerk.page.set_input_files("#upload", papers.file(folder))
    clerk.choose("文件种类", "行政规范性文件")
    clerk.choose("文本来源", "制发机关电子文本")
    clerk.press("button", "上传并识别")
    clerk.page.wait_for_url(re.compile(r"/import/[0-9a-f-]{36}"))
    expect(clerk.page.locator("main")).to_contain_text(papers.number)
    clerk.press("link", "核对并修改文件信息")
    clerk.write("统一登记编号", papers.registration)
    clerk.write("合法性审核机构", "示例审核科")
    clerk.write("合法性审核意见号", "示审〔2026〕1号")
    clerk.write("咨询电话", PHONE)
    clerk.page.get_by_label("公布日期").first.fill(str(papers.issued))
    if not papers.last_day:
        clerk.choose("免解读的种类", "转发上级文件，没有新的规定")
    clerk.press("button", "保存并提交审核")
    expect(clerk.page.get_by_text("内容已经填齐")).to_be_visible(timeout=PATIENCE)


def interpret(clerk: Any, papers: Papers) -> None:
    """Its interpretation, with all that the law asks for."""
    clerk.open("/interpretation/new?document=" + urllib.parse.quote(papers.title))
    clerk.write("标题", papers.interpretation)
    clerk.press("button", "开始起草")
    clerk.page.wait_for_url(re.compile(r"/draft/[0-9a-f-]{36}"))
    clerk.choose("解读形式", "文字解读")
    more = clerk.page.get_by_role("button", name=re.compile("^添加一条 ?“解读人”"))
    more.press("Enter")
    clerk.page.locator("[name^=interpreters-][name$=-name]").fill("示例人")
    clerk.page.locator("[name^=interpreters-][name$=-post]").select_option("head")
    for label in ("背景依据", "目标任务", "主要内容", "涉及范围", "注意事项"):
        clerk.write(label, f"示例的{label}。")
    clerk.press("button", "保存并提交审核")
    expect(clerk.page.get_by_text("内容已经填齐")).to_be_visible(timeout=PATIENCE)


def hand_in(clerk: Any, *titles: str) -> None:
    """All of them together, as what has been signed already."""
    clerk.open("/draft")
    for title in titles:
        clerk.tick(f"选中“{title}”")
    clerk.page.get_by_role("radio", name=re.compile("^已签发公文 ")).press("Space")
    clerk.press("button", "提交选中的草稿")
    expect(clerk.page.get_by_text(f"已一起提交 {len(titles)} 份草稿")).to_be_visible(
        timeout=PATIENCE
    )


def compare(head: Any, case: str, number: int) -> None:
    """A second person reads text and original beside each other, and says what he found."""
    for place in range(number):
        head.open("/case")
        head.page.locator("main a", has_text=case).first.press("Enter")
        head.page.locator("main a", has_text="与原件并排核对").nth(place).press("Enter")
        head.page.wait_for_url("**/import/case/**")
        expect(head.page.get_by_role("link", name=re.compile("^打开原件"))).to_be_visible()
        head.tick("逐字一致，附件齐全")
        head.press("button", "记下核对结果")
        expect(head.page.get_by_text("已记下核对结果")).to_be_visible(timeout=PATIENCE)


@dataclass
class Released:
    """What the bureau made public: a document with a last day and one that says none."""

    ending: Papers
    silent: Papers
    names: dict[str, str]

    def path(self, papers: Papers) -> str:
        return f"/document/{self.names[papers.title]}"


@pytest.fixture(scope="session")
def released(people: People, tmp_path_factory: pytest.TempPathFactory, base: str) -> Released:
    """Both documents and the interpretation of the first, brought in, compared and released."""
    mark = uuid4().hex[:4]
    ending = Papers(f"{mark}甲", mark, TODAY - timedelta(90), TODAY + timedelta(150))
    silent = Papers(f"{mark}乙", f"{mark}0", TODAY - timedelta(500), None)
    folder = tmp_path_factory.mktemp("papers")
    bring_in(people.clerk, ending, folder)
    bring_in(people.clerk, silent, folder)
    interpret(people.clerk, ending)
    hand_in(people.clerk, ending.title, silent.title, ending.interpretation)
    compare(people.head, ending.title, 2)
    people.head.sign(ending.title)
    people.office.sign(ending.title)
    names = {papers.title: name_of(people.clerk, papers.title) for papers in (ending, silent)}
    return Released(ending, silent, names)


def name_of(desk: Any, title: str) -> str:
    """The name of a document that has just become public."""
    for _ in range(30):
        found = desk.ask("package_search", q=title, fq="dataset_type:document")["results"]
        if named := [one["name"] for one in found if one["title"] == title]:
            return str(named[0])
        desk.page.wait_for_timeout(1_000)
    raise AssertionError(title)


@pytest.fixture
def show(visit: Any, screenshot: Callable[..., None]) -> Callable[..., Any]:
    """Open a page as anybody; it loads without complaint and scrolls in one direction only."""

    def open_(path: str, name: str) -> Any:
        status = visit.open(path)
        visit.settle()
        screenshot(visit.page, f"library-{name}")
        assert status == 200
        assert visit.complaints == []
        assert visit.page.evaluate(OVERFLOW) <= 0
        return visit.page

    return open_


def test_until_when_a_document_holds(show: Callable[..., Any], released: Released) -> None:
    """这个补贴文件过期没有？"""
    words = urllib.parse.quote(f"示例{released.ending.word}补贴")
    page = show(f"/document/?q={words}", "question-3-list")
    page.get_by_role("link", name=released.ending.title).first.click()
    expect(page.locator("#force")).to_contain_text("现行有效")
    last = chinese(released.ending.last_day)
    expect(page.locator("#force")).to_contain_text(f"有效期至{last}（含当日）")
    expect(page.locator("#force blockquote")).to_contain_text(f"有效期至{last}。")
    expect(page.locator("main")).to_contain_text(PHONE)
    page.get_by_role("link", name=released.ending.interpretation).first.click()
    expect(page.locator("main")).to_contain_text("解读不具法律效力，以文件为准")


@pytest.fixture(scope="session")
def verified(people: People, released: Released) -> Released:
    """The silent document was compared with the gazette by 市司法局, who entered it on its page."""
    people.keeper.open(f"{released.path(released.silent)}/events")
    people.keeper.page.get_by_role("combobox", name="事件", exact=True).select_option(label="核实")
    people.keeper.page.get_by_label("起作用的日期").fill(str(TODAY - timedelta(3)))
    people.keeper.write("作出机关", "安康市司法局")
    people.keeper.write("原文", "与公报原件核对一致")
    people.keeper.write("来源", "《示例公报》2025年第7期")
    people.keeper.press("button", "提交")
    expect(people.keeper.page.get_by_text("待决定的事件")).to_be_visible(timeout=PATIENCE)
    people.keeper.press("button", "采纳")
    expect(people.keeper.page.get_by_text("已经决定")).to_be_visible(timeout=PATIENCE)
    return released


def test_a_document_that_says_no_last_day_says_whom_to_ask(
    show: Callable[..., Any], verified: Released
) -> None:
    page = show(verified.path(verified.silent), "question-3-silent")
    expect(page.locator("#force")).to_contain_text("有效期未标明")
    expect(page.locator("main")).to_contain_text(PHONE)


def test_who_says_that_a_document_is_in_force_and_from_what(
    show: Callable[..., Any], verified: Released
) -> None:
    """本库说有效，谁核实、依据什么？"""
    page = show(verified.path(verified.silent), "question-6")
    banner = page.locator("#force")
    expect(banner).to_contain_text("现行有效")
    expect(banner).to_contain_text("安康市司法局")
    expect(banner).to_contain_text("核实")
    expect(banner).to_contain_text("《示例公报》2025年第7期")
    expect(page.locator("main")).to_contain_text(verified.silent.registration)
    expect(page.locator("#files")).to_contain_text(re.compile(r"SHA-256\s*[0-9a-f]{64}"))
    page.get_by_role("link", name="效力记录和更正").click()
    expect(page.locator("main")).to_contain_text("与公报原件核对一致")
    expect(page.locator("main")).to_contain_text("本库知悉")


@pytest.fixture(scope="session")
def cleaned(people: People, verified: Released) -> str:
    """The path of a clean-up of both documents that was decided with one of them on a list."""
    keeper, clerk = people.keeper, people.clerk
    keeper.open("/workbench")
    keeper.press("link", "文件清理")
    keeper.write("名称", f"示例{verified.ending.code}文件清理")
    keeper.write("标题中的词", f"示例{verified.ending.code}")
    keeper.page.get_by_label("各部门填写截止日").fill(str(TODAY + timedelta(10)))
    keeper.press("button", "发起")
    keeper.page.wait_for_url("**/cleanup/campaign/*")
    path = urllib.parse.urlsplit(keeper.page.url).path
    clerk.open(path)
    card = clerk.page.locator("article", has_text=verified.ending.title)
    card.get_by_label("列入").select_option(label="继续有效")
    card.get_by_role("button", name="保存").press("Enter")
    clerk.page.wait_for_url("**#*")
    keeper.open(path)
    keeper.write("清理结果文件的标题", "示例清理结果")
    keeper.write("发文字号", "示规〔2026〕1号")
    keeper.write("公布机关", ISSUER)
    keeper.page.get_by_label("公布日期").fill(str(TODAY))
    keeper.press("button", "决定并登记")
    decided = keeper.page.get_by_text("已公布", exact=True)
    for _ in range(60):
        if decided.count():
            break
        keeper.page.wait_for_timeout(1_000)
        keeper.open(path)
    return path


def test_what_was_cleaned_up_this_year_and_what_was_left_out(
    show: Callable[..., Any], cleaned: str, verified: Released
) -> None:
    """我市今年清理了哪些，哪些漏了？"""
    page = show("/cleanup/campaign", "question-8-list")
    page.locator(f"a[href='{cleaned}']").click()
    for catalogue in ("继续有效目录（1 件）", "需修改目录（0 件）", "宣布失效和废止目录（0 件）"):
        expect(page.get_by_role("heading", name=catalogue)).to_be_visible()
    expect(page.get_by_role("link", name=verified.ending.title).first).to_be_visible()
    left_out = page.locator("li", has_text="没有列入任何目录")
    expect(left_out).to_contain_text(verified.silent.title)


def test_what_a_bureau_owes_for_what_ends(people: People, cleaned: str, released: Released) -> None:
    """我局文件哪些半年内到期，我要交什么？"""
    clerk, title = people.clerk, released.ending.title
    clerk.open("/workbench")
    expect(clerk.page.locator("#endings")).to_contain_text(title)
    task = clerk.page.locator("#endings li", has_text=title)
    task.get_by_role("link").press("Enter")
    card = clerk.page.locator("article", has_text=title)
    expect(card).to_contain_text("还有 150 天")
    expect(card).to_contain_text(f"有效期至 {chinese(released.ending.last_day)}（含当日）")
    expect(clerk.page.get_by_role("link", name="市司法局")).to_be_visible()
    for way in ("评估", "延期", "重新公布", "不再延续"):
        expect(card.get_by_role("button", name=way, exact=True)).to_be_visible()
    with clerk.page.expect_download() as started:
        card.get_by_role("row", name=re.compile("^延期")).get_by_role("link").press("Enter")
    words = "".join(one.text for one in docx.Document(str(started.value.path())).paragraphs)
    assert title in words
    card.get_by_role("button", name="评估", exact=True).press("Enter")
    expect(card).to_contain_text("已选择：评估", timeout=PATIENCE)
