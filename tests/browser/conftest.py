"""Chromium in front of a running portal: ANKANG_URL says where, and Debian's browser is used."""

import json
import os
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

VIEWS = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Visit:
    """A page of a visitor with all that went wrong while it was open."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)

    def open(self, path: str) -> int:
        """Open a path and wait until its scripts have run; the answer is the status."""
        answer = self.page.goto(f"{self.base}{path}")
        assert answer is not None
        return answer.status

    def settle(self) -> None:
        """Wait until nothing loads any more, so that every complaint has been heard."""
        self.page.wait_for_load_state("networkidle")

    def _console(self, message: Any) -> None:
        # The answer to the page itself is what `open` returns; Chromium complains of it too.
        if message.type == "error" and message.location.get("url") != self.page.url:
            self.complaints.append(f"console: {message.text}")

    def _failed(self, request: Any) -> None:
        self.complaints.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status}: {response.url}")


@pytest.fixture(scope="session")
def base() -> str:
    return os.environ["ANKANG_URL"].rstrip("/")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def session_of_the_administrator(browser: Browser, base: str) -> dict[str, Any]:
    """The cookies of the administrator, who logs in once."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{base}/user/login")
    page.fill("input[name=login]", os.environ.get("ANKANG_ADMIN_NAME", "ankang-admin"))
    password = Path(os.environ["ANKANG_ADMIN_PASSWORD_FILE"]).read_text().strip()
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(re.compile(r"^(?!.*/user/login)"))
    state: dict[str, Any] = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session", params=list(VIEWS))
def view(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def context(browser: Browser, view: str) -> Iterator[BrowserContext]:
    """One visitor for a size of screen: styles and scripts are fetched once, as for people."""
    context = browser.new_context(locale="zh-CN", viewport=VIEWS[view], accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext, base: str) -> Iterator[Visit]:
    page = context.new_page()
    yield Visit(page, base)
    page.close()


@pytest.fixture(scope="session")
def office(
    browser: Browser, view: str, session_of_the_administrator: dict[str, Any]
) -> Iterator[BrowserContext]:
    """The administrator's browser for a size of screen."""
    context = browser.new_context(
        locale="zh-CN", viewport=VIEWS[view], storage_state=session_of_the_administrator
    )
    yield context
    context.close()


@pytest.fixture
def administrator(office: BrowserContext, base: str) -> Iterator[Visit]:
    page = office.new_page()
    yield Visit(page, base)
    page.close()


@dataclass(frozen=True)
class Shown:
    """What the portal under test publishes, found through its API."""

    dataset: dict[str, Any]
    resource: dict[str, Any]
    document: dict[str, Any]
    organization: str
    group: str

    @property
    def paths(self) -> dict[str, str]:
        """One address for every type of page that a visitor reaches."""
        dataset = f"/dataset/{self.dataset['name']}"
        return {
            "home": "/",
            "dataset-list": "/dataset/",
            "search-results": f"/dataset/?q={urllib.parse.quote('公共交通')}",
            "no-results": f"/dataset/?q={urllib.parse.quote('没有这个词的数据集')}",
            "dataset": dataset,
            "resource": f"{dataset}/resource/{self.resource['id']}",
            "document-library": "/document/",
            "document": f"/document/{self.document['name']}",
            "organization-list": "/organization/",
            "organization": f"/organization/{self.organization}",
            "group-list": "/group/",
            "group": f"/group/{self.group}",
            "login": "/user/login",
            "validation": f"/version/{self.resource['version_id']}/validation",
            "quality-score": f"{dataset}/quality",
            "quality-scores": "/quality",
            "about": "/about",
            "help": "/help",
        }


@pytest.fixture(scope="session")
def shown(base: str) -> Shown:
    datasets = _action(base, "package_search", fq="dataset_type:dataset", rows=50)["results"]
    dataset = next(one for one in datasets if any(r.get("version_id") for r in one["resources"]))
    documents = _action(base, "package_search", q="公共交通", fq="dataset_type:document")
    return Shown(
        dataset=dataset,
        resource=next(r for r in dataset["resources"] if r.get("version_id")),
        document=documents["results"][0],
        organization=dataset["organization"]["name"],
        group=_action(base, "group_list")[0],
    )


def _action(base: str, name: str, **query: Any) -> Any:
    address = f"{base}/api/3/action/{name}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(address, timeout=30) as answer:
        return json.load(answer)["result"]


@pytest.fixture
def screenshot(view: str) -> Any:
    """Keep a picture of a page when ANKANG_SCREENSHOTS names a folder."""

    def take(page: Page, name: str) -> None:
        if folder := os.environ.get("ANKANG_SCREENSHOTS"):
            path = Path(folder) / f"{name}-{view}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=False)

    return take


# -- People at their desks ---------------------------------------------------------------------------

PASSWORD = "Shili-mima-2026"
# Milliseconds for an answer: a small machine with everything on it is not measured here.
PATIENCE = 30_000
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

    def ask(self, action: str, **said: Any) -> Any:
        """What an action answers to this person; the page that is open lends its token."""
        answer = self.page.evaluate(ASK, [action, said])
        assert answer["success"], (action, answer.get("error"))
        return answer["result"]

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

    def sign(self, title: str) -> None:
        """Answer the checklist of the case in whose name the title stands, and sign."""
        self.open("/case")
        self.page.locator("main a", has_text=title).first.press("Enter")
        expect(self.page.locator("main h1")).to_contain_text(title, timeout=PATIENCE)
        # The heading stands before the questions have all come.
        self.page.wait_for_load_state()
        for question in self.page.get_by_role("radio", name="是", exact=True).all():
            question.press("Space")
            expect(question).to_be_checked()
        for name in ("all-conclusion", "joined-conclusion"):
            if (box := self.page.locator(f"[name={name}]")).count():
                box.focus()
                self.page.keyboard.press("ArrowDown")
        if (box := self.page.locator("[name=proofread]")).count():
            box.focus()
            self.page.keyboard.press("Space")
        self.press("button", "签字通过")
        expect(self.page.get_by_text("已办理")).to_be_visible(timeout=PATIENCE)


@pytest.fixture(scope="session")
def administration(
    browser: Browser, base: str, session_of_the_administrator: dict[str, Any]
) -> Iterator[Desk]:
    """The administrator's desk, from which people are hired."""
    context = browser.new_context(locale="zh-CN", storage_state=session_of_the_administrator)
    desk = Desk(context.new_page(), base, os.environ.get("ANKANG_ADMIN_NAME", "ankang-admin"))
    desk.open("/about")
    yield desk
    context.close()


@pytest.fixture
def department(administration: Desk) -> str:
    """A department that was made for one test."""
    name = f"shili-{uuid4().hex[:8]}"
    made = administration.ask("organization_create", name=name, title=f"示例局 {name[-4:]}")
    return str(made["id"])


@dataclass
class Office:
    """Gives people an account and posts, and lets each log in at his own browser."""

    browser: Browser
    administration: Desk
    contexts: list[BrowserContext] = field(default_factory=list)

    def hire(self, department: str, *posts: str, second_factor: bool = True) -> Desk:
        name = f"shili-{uuid4().hex[:8]}"
        asked = {"name": name, "email": f"{name}@example.com", "fullname": f"示例 {posts[0]}"}
        ask = self.administration.ask
        ask("user_create", password=PASSWORD, **asked)
        for post in posts:
            ask("ankang_post_grant", person=name, post=post, department=department)
        context = self.browser.new_context(
            locale="zh-CN", accept_downloads=True, viewport=VIEWS["desktop"]
        )
        self.contexts.append(context)
        desk = Desk(context.new_page(), self.administration.base, name)
        log_in(desk)
        if second_factor:
            bind(desk)
        return desk

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def log_in(desk: Desk) -> None:
    desk.open("/user/login")
    desk.page.fill("input[name=login]", desk.name)
    desk.page.fill("input[name=password]", PASSWORD)
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(re.compile(r"^(?!.*/user/login)"))


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


@pytest.fixture(scope="session")
def offices(browser: Browser, administration: Desk) -> Iterator[Office]:
    """Where people are hired who stay until all tests are done."""
    office = Office(browser, administration)
    yield office
    office.close()


@pytest.fixture
def hire(browser: Browser, administration: Desk, department: str) -> Iterator[Any]:
    """Give somebody in the department an account and posts for one test."""
    office = Office(browser, administration)

    def hire_(*posts: str, second_factor: bool = True) -> Desk:
        return office.hire(department, *posts, second_factor=second_factor)

    yield hire_
    office.close()
