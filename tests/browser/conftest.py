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

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

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
