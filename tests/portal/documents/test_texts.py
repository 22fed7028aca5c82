"""A document with several texts, each with its days."""

import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ckan.tests import factories

from ckanext.ankang.documents import publication
from ckanext.ankang.documents.model import DocumentVersion
from ckanext.ankang.documents.text.structure import from_markdown

SAMPLES = Path(__file__).parents[2] / "samples/documents"
OLD = {
    "paragraphs": ["旧条例", "第一条 旧文。", "第二条 本条例自2001年1月1日起施行。"],
    "day_from": "2001-01-01",
    "history": ["2000年12月1日公布"],
    "note": "初次公布",
}


def paragraphs(sample: str) -> list[str]:
    return from_markdown((SAMPLES / sample).read_text())


NEW = {"paragraphs": paragraphs("sound.md"), "day_from": "2024-12-01"}


@pytest.fixture
def package() -> dict[str, Any]:
    """A public document without text."""
    return factories.Dataset(
        type="document",
        name=f"wenjian-{uuid.uuid4().hex[:12]}",
        title="城市公共交通条例",
        kind="administrative-regulation",
        issuer="国务院",
        date_effective="2024-12-01",
        owner_org=factories.Organization()["id"],
    )


def store(package: dict[str, Any], *texts: dict[str, Any]) -> DocumentVersion | None:
    return publication.store({"package": package, "document": {"texts": list(texts)}})


def test_several_texts_are_several_versions_in_their_order(package: dict[str, Any]) -> None:
    latest = store(package, OLD, NEW)
    first, second = DocumentVersion.all(package["id"])
    assert latest is second
    assert (first.number, second.number) == (1, 2)
    assert first.day_from == date(2001, 1, 1)
    assert (first.history, first.note) == (["2000年12月1日公布"], "初次公布")


def test_texts_that_are_there_are_not_stored_again(package: dict[str, Any]) -> None:
    store(package, OLD)
    store(package, OLD, NEW)
    store(package, OLD, NEW)
    days = [version.day_from for version in DocumentVersion.all(package["id"])]
    assert days == [date(2001, 1, 1), date(2024, 12, 1)]


def test_a_fault_in_any_of_the_texts_holds_the_document_back(package: dict[str, Any]) -> None:
    cut_off = {"paragraphs": paragraphs("cut-off-after-article-3.md")}
    item = {"package": package, "document": {"texts": [cut_off, OLD]}}
    reasons = publication.reasons_against(item)
    assert ["文本不完整" in reason for reason in reasons] == [True]
