"""The corpus in the library: what regulations do to each other, as lawyers know it (traps 18 to 20)."""

import tarfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckan import model
from ckan.tests import factories, helpers

from ckanext.ankang.citations import recording
from ckanext.ankang.documents import publication
from ckanext.ankang.documents.text.structure import from_markdown

ARCHIVE = Path(__file__).parents[2] / "samples/documents/regulations.tar.xz"
# Title, and of each text the day in its file name and that of its taking force.
WORKS = {
    "个体工商户条例": [("2016-02-06", "2011-11-01")],
    "促进个体工商户发展条例": [("2022-10-01", "2022-11-01")],
    "国务院关于预防煤矿生产安全事故的特别规定": [("2013-07-18", "2005-09-03")],
    "煤矿安全生产条例": [("2024-01-24", "2024-05-01")],
    "军人抚恤优待条例": [("2019-03-02", "2019-03-02"), ("2024-08-05", "2024-10-01")],
    "烈士褒扬条例": [("2019-08-01", "2019-08-01"), ("2024-09-27", "2025-01-01")],
    "农药管理条例": [("2017-03-16", "2017-06-01"), ("2022-03-29", "2022-05-01")],
}


@pytest.fixture(scope="module")
def library() -> dict[str, dict[str, Any]]:
    """The works, imported in the order above: what is cited may come later."""
    with tarfile.open(ARCHIVE) as archive:
        members = {Path(member.name).stem: member for member in archive if member.isfile()}

        def paragraphs(name: str) -> list[str]:
            file = archive.extractfile(members[name])
            assert file is not None
            return from_markdown(file.read().decode())

        owner = factories.Organization()["id"]
        made = {}
        for title, days in WORKS.items():
            texts = [
                {
                    "paragraphs": paragraphs(f"{title}({published})"),
                    "day_published": published,
                    "day_from": since,
                }
                for published, since in days
            ]
            made[title] = published_work(title, texts, owner)
        return made


def published_work(title: str, texts: list[dict[str, Any]], owner: str) -> dict[str, Any]:
    package: dict[str, Any] = factories.Dataset(
        type="document",
        name=f"fagui-{uuid.uuid4().hex[:12]}",
        title=title,
        kind="administrative-regulation",
        issuer="国务院",
        owner_org=owner,
    )
    publication.store({"package": package, "document": {"texts": texts}})
    recording.record(package)
    model.Session.commit()
    return package


@pytest.fixture
def related(library: dict[str, dict[str, Any]]) -> Callable[[str], set[tuple[str, str]]]:
    """What is said between a document and others that are here: verb and title."""

    def ask(title: str) -> set[tuple[str, str]]:
        found = helpers.call_action("ankang_document_relation_list", id=library[title]["id"])
        return {
            (one["verb"] if one["direction"] == "out" else one["reverse_verb"], one["title"])
            for one in found
            if one["document"]
        }

    return ask


def test_a_regulation_repeals_one_of_another_title(
    related: Callable[[str], set[tuple[str, str]]],
) -> None:
    assert ("废止", "个体工商户条例") in related("促进个体工商户发展条例")


def test_two_are_repealed_at_once_and_one_of_them_is_here(
    related: Callable[[str], set[tuple[str, str]]],
) -> None:
    assert ("废止", "国务院关于预防煤矿生产安全事故的特别规定") in related("煤矿安全生产条例")


def test_the_repealed_text_of_1988_is_not_the_document_itself(
    related: Callable[[str], set[tuple[str, str]]],
) -> None:
    own = "军人抚恤优待条例"
    assert not {verb for verb, title in related(own) if title == own}


def test_each_text_cites_the_one_in_force_on_its_day(library: dict[str, dict[str, Any]]) -> None:
    numbers = []
    for number in (1, 2):
        asked = {"id": library["烈士褒扬条例"]["id"], "number": number}
        spans = helpers.call_action("ankang_document_citation_list", **asked)
        found = [span for own in spans.values() for span in own if span["document"]]
        numbers.append({one["number"] for one in found if one["title"] == "军人抚恤优待条例"})
    assert numbers == [{1}, {2}]
