"""What the crawler meets: a department with content, an empty one, a clerk, broken values."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import lxml.html
import pytest
from ckan import model
from ckan.tests import factories, helpers

from ckanext.ankang.quality.scores import standing

ALLOWED = Path(__file__).parents[2] / "browser" / "latin_allowed.txt"
WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2,}(?:['’_-][A-Za-z]+)*(?![0-9A-Za-z])")
# Addresses, file names, identifiers and CKAN's own names of our objects are not words.
NOT_WORDS = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|[\w/.-]+\.(?:csv|xlsx|json|html|jpg|png|mp3|mpeg)\b|/[\w/{}<>?=&.-]+"
    r"|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}|crawl-[0-9a-z-]+"
    r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)+\b|meiyou",
    re.IGNORECASE,
)
UNSEEN = "//script|//style|//code|//pre|//template|//noscript|//body//*[@lang and not(starts-with(@lang,'zh'))]"
ATTRIBUTES = ("title", "alt", "placeholder", "aria-label", "data-bs-title", "data-module-content")


Values = dict[str, str]


@dataclass
class Content:
    """Objects by the names that the rules of the url_map give their arguments."""

    clerk: dict[str, Any]
    filled: dict[str, Values]
    empty: dict[str, Values]


@dataclass
class Reading:
    """Reads pages as people do, passing over what users typed (other tests' content too)."""

    typed: list[str]

    def english(self, html: str) -> set[str]:
        """Words in Latin letters that nobody allowed, in all that is seen or read aloud."""
        return latin_words(" ".join(self._portal_says(text) for text in seen_by_people(html)))

    def _portal_says(self, text: str) -> str:
        text = " ".join(text.split())
        if not WORD.search(text) or any(
            typed.startswith(text.rstrip("…. ")) for typed in self.typed
        ):
            return ""
        for typed in self.typed:
            text = text.replace(typed, " ")
        return text


def latin_words(text: str) -> set[str]:
    """Words in Latin letters that nobody allowed."""
    allowed = {line.split("#")[0].strip().lower() for line in ALLOWED.read_text().splitlines()}
    words = WORD.findall(NOT_WORDS.sub(" ", text))
    return {word for word in words if word.lower() not in allowed}


def seen_by_people(html: str) -> list[str]:
    """The texts a reader or a screen reader meets on a page."""
    page = lxml.html.fromstring(html)
    for node in page.xpath(UNSEEN):
        node.drop_tree()
    attributes = " | ".join(f"//@{name}" for name in ATTRIBUTES)
    buttons = "//input[@type='submit' or @type='button']/@value"
    return [*page.xpath("//text()"), *page.xpath(f"{attributes} | {buttons}")]


@pytest.fixture
def reading(content: Content) -> Reading:
    columns = (
        *(model.Package.title, model.Package.name, model.Package.notes),
        *(model.Group.title, model.Group.name, model.Group.description),
        *(model.Resource.name, model.Resource.description, model.Resource.format),
        *(model.User.name, model.User.fullname, model.User.about, model.Tag.name),
    )
    found = {value for column in columns for (value,) in model.Session.query(column).distinct()}
    texts = {" ".join(text.split()) for text in found if text and WORD.search(text)}
    return Reading(sorted((text for text in texts if len(text) > 3), key=len, reverse=True))


def _dataset(name: str, org: dict[str, Any], theme: dict[str, Any], files: int) -> dict[str, Any]:
    resources = [
        {"name": "线路表", "url": "https://data.example/xianlu.csv", "format": "CSV"}
        for _ in range(files)
    ]
    return dict(
        factories.Dataset(
            name=name,
            title="示例公交线路",
            notes="",
            owner_org=org["id"],
            groups=[{"name": theme["name"]}],
            tags=[{"name": "公交"}],
            resources=resources,
            theme="transport",
            update_frequency="quarterly",
            openness="unconditional",
        )
    )


def _values(
    org: dict[str, Any], theme: dict[str, Any], dataset: dict[str, Any]
) -> dict[str, Values]:
    """Arguments by blueprint; under "" those whose name says enough."""
    resource = (dataset["resources"] or [{"id": "meiyou"}])[0]["id"]
    views = [] if resource == "meiyou" else helpers.call_action("resource_view_list", id=resource)
    view = views[0]["id"] if views else "meiyou"
    named = {"resource_id": resource, "resource_view_id": view, "view_id": view}
    return {
        "": {**named, "package_id": dataset["id"], "id": dataset["id"]},
        "organization": {"id": org["name"]},
        "group": {"id": theme["name"]},
        "datastore": {"id": dataset["id"]},
    }


@pytest.fixture(scope="session")
def content() -> Content:
    suffix = uuid4().hex[:8]
    clerk = dict(factories.User(name=f"crawl-clerk-{suffix}", fullname="示例科员", about=""))
    groups = {"description": "", "users": [{"name": clerk["name"], "capacity": "editor"}]}
    org = factories.Organization(name=f"crawl-dept-{suffix}", title="示例部门", **groups)
    none = factories.Organization(name=f"crawl-none-{suffix}", title="示例空部门", **groups)
    theme = factories.Group(name=f"crawl-theme-{suffix}", title="示例专题", **groups)
    nothing = factories.Group(name=f"crawl-nothing-{suffix}", title="示例空专题", **groups)
    user = {"user": {"id": clerk["name"]}}
    data = _dataset(f"crawl-data-{suffix}", org, theme, files=1)
    for days_ago in (1, 0):
        standing.write([data["id"]], standing.today() - timedelta(days_ago))
    model.Session.commit()
    filled = _values(org, theme, data)
    empty = _values(none, nothing, _dataset(f"crawl-bare-{suffix}", org, theme, files=0))
    return Content(clerk, {**filled, **user}, {**empty, **user})
